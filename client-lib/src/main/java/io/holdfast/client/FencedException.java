package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/** A write stood behind a lock that is no longer held with the token it named: it changed nothing, and never will. */
public final class FencedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    private final long latest;

    /**
     * Makes one.
     *
     * @param latest the highest token known: of the lock's latest grant, or seen by the resource; 0 if none is
     * @param message what, where, why and what to do
     */
    public FencedException(long latest, String message) {
        this(latest, message, null);
    }

    private FencedException(long latest, String message, @Nullable Throwable cause) {
        super(ErrorCode.FENCED, OperationOutcome.NOT_APPLIED, null, message, cause);
        this.latest = latest;
    }

    /** The highest token known: of the lock's latest grant, or seen by the resource; 0 if none is. */
    public long latest() {
        return latest;
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new FencedException(latest, text(), this);
    }
}
