package io.holdfast.tls;

import org.jspecify.annotations.Nullable;

/**
 * Certificates or keys on this side cannot be used. The message names the file, what is wrong with it and what to do.
 */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** An error with its whole story in {@code message}. */
    public TlsException(String message) {
        this(message, null);
    }

    /** An error with its whole story in {@code message} and what lay underneath. */
    public TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
