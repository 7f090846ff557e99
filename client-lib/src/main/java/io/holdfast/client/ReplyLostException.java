package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * The write was applied, once, but what it answered is gone: the first answer did not arrive, and it was too large for the
 * cluster to keep. Do not repeat the write; {@link #revision} says where it stands.
 */
public final class ReplyLostException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    private final long revision;

    /**
     * Makes one.
     *
     * @param revision the revision of the lost answer
     * @param message what, where, why and what to do
     */
    public ReplyLostException(long revision, String message) {
        this(revision, message, null);
    }

    private ReplyLostException(long revision, String message, @Nullable Throwable cause) {
        super(ErrorCode.REPLY_LOST, OperationOutcome.APPLIED, null, message, cause);
        this.revision = revision;
    }

    /** The revision of the lost answer: the one the write was applied at. */
    public long revision() {
        return revision;
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new ReplyLostException(revision, text(), this);
    }
}
