package io.holdfast.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** A certificate was refused: it does not show the identity that was expected. Says both. */
public final class IdentityException extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String offered;
    private final String expected;
    private final String reason;

    /**
     * A refusal.
     *
     * @param offered what the peer showed, safe to print
     * @param expected what it should have shown
     * @param reason why the one is not the other
     */
    IdentityException(String offered, String expected, String reason) {
        this(offered, expected, reason, null);
    }

    IdentityException(String offered, String expected, String reason, @Nullable Throwable cause) {
        super("certificate refused: offered " + offered + ", expected " + expected + ": " + reason, cause);
        this.offered = offered;
        this.expected = expected;
        this.reason = reason;
    }

    /** What the peer showed: printable, bounded, nothing in it verified. */
    public String offered() {
        return offered;
    }

    /** What it should have shown. */
    public String expected() {
        return expected;
    }

    /** Why the one is not the other. */
    public String reason() {
        return reason;
    }
}
