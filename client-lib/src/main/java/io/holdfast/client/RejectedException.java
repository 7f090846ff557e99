package io.holdfast.client;

import io.holdfast.model.outcome.Reason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The cluster (or this client, before sending) understood the call, checked it and said no. Nothing was applied. */
public final class RejectedException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final long bound;
    private final long revision;

    /**
     * Makes one.
     *
     * @param reason which rule the call broke
     * @param bound the number the reason speaks of, 0 where there is none
     * @param revision the store's revision at that moment, 0 if the client refused the call before sending it
     * @param message what and why, naming the thing
     */
    public RejectedException(Reason reason, long bound, long revision, String message) {
        this(reason, bound, revision, message, null);
    }

    private RejectedException(Reason reason, long bound, long revision, String message, @Nullable Throwable cause) {
        super(ErrorCode.REJECTED, OperationOutcome.NOT_APPLIED, null, message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.bound = bound;
        this.revision = revision;
    }

    /** Which rule the call broke. */
    public Reason reason() {
        return reason;
    }

    /** The number the reason speaks of: the compaction floor, the current revision or a limit; 0 where there is none. */
    public long bound() {
        return bound;
    }

    /** The store's revision at that moment; 0 if the client refused the call before sending it. */
    public long revision() {
        return revision;
    }

    @Override
    public boolean retryable() {
        return false;
    }

    @Override
    HoldfastException atCaller() {
        return new RejectedException(reason, bound, revision, text(), this);
    }
}
