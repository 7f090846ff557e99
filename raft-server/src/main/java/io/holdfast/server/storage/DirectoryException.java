package io.holdfast.server.storage;

import org.jspecify.annotations.Nullable;

/** A data directory cannot be used. The message says which, why, and what to do. */
public final class DirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A refusal. */
    public DirectoryException(String message) {
        super(message);
    }

    /** A refusal with the error behind it. */
    public DirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
