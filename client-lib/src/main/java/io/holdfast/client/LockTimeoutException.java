package io.holdfast.client;

import org.jspecify.annotations.Nullable;

/**
 * The patience for a lock ended first. The message names who holds it and since when, and the place in line, if the cluster
 * could be asked. Nothing is left held or waiting.
 */
public final class LockTimeoutException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final String holder;

    /**
     * Makes one.
     *
     * @param position the place in line, 1 for the next; 0 if it is not known
     * @param holder who holds it and since when, for people; empty if it is not known
     * @param message what, where, why and what to do
     */
    public LockTimeoutException(int position, String holder, String message) {
        this(position, holder, message, null);
    }

    private LockTimeoutException(int position, String holder, String message, @Nullable Throwable cause) {
        super(ErrorCode.LOCK_TIMEOUT, OperationOutcome.NOT_APPLIED, null, message, cause);
        this.position = position;
        this.holder = holder;
    }

    /** The place in line when the wait was withdrawn, 1 for the next; 0 if it is not known. */
    public int position() {
        return position;
    }

    /** Who holds it and since when, for people; empty if it is not known. */
    public String holder() {
        return holder;
    }

    @Override
    public boolean retryable() {
        return true;
    }

    @Override
    HoldfastException atCaller() {
        return new LockTimeoutException(position, holder, text(), this);
    }
}
