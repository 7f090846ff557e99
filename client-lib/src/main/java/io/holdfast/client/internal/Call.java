package io.holdfast.client.internal;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way, from the caller's thread to the loop to the callback executor.
 *
 * <p>Its fields are confined to the loop between submission and delivery; the queue before and the executor after
 * publish them. Exactly one of {@link #answered}, {@link #described} and {@link #failed} is called, once, on the callback
 * executor (or on the caller's thread if the call was refused at once).
 */
public abstract class Call {
    final Payload payload;
    final long deadlineNanos;

    /** Order of arrival; a call put back keeps its place. */
    long sequence;

    /** The link whose stream it was sent on, while it is under way there. */
    @Nullable
    Link sentOn;

    boolean settled;

    /** What the last node said that did not serve it, while others are tried. */
    @Nullable
    CallFailure lastFailure;

    /** The node that answered. */
    @Nullable
    String answeredBy;

    @Nullable
    Freshness freshness;

    // Neighbours in a bucket of the deadline wheel.
    @Nullable
    Call next;

    @Nullable
    Call previous;

    int bucket = DeadlineWheel.NONE;

    private @Nullable Outcome outcome;
    private @Nullable ClusterDescription description;
    private @Nullable CallFailure failure;

    /**
     * A call.
     *
     * @param payload what it asks for
     * @param deadlineNanos {@link System#nanoTime} by which it ends
     */
    protected Call(Payload payload, long deadlineNanos) {
        this.payload = Objects.requireNonNull(payload, "payload");
        this.deadlineNanos = deadlineNanos;
    }

    /** The answer to a write or a read; a rejection is one. */
    protected abstract void answered(Outcome outcome);

    /** The node that answered; null if it did not say who it is, and before. */
    protected final @Nullable String answeredBy() {
        return answeredBy;
    }

    /** How fresh the answer is; null if a leader gave it linearizably. */
    protected final @Nullable Freshness freshness() {
        return freshness;
    }

    /** The answer to a question about the cluster. */
    protected abstract void described(ClusterDescription description);

    /** There is no answer. */
    protected abstract void failed(CallFailure failure);

    final void settle(Outcome answer) {
        settled = true;
        outcome = answer;
    }

    final void settle(ClusterDescription answer) {
        settled = true;
        description = answer;
    }

    final void settle(CallFailure why) {
        settled = true;
        failure = why;
    }

    /** Hands the answer on; called once, after settling. */
    final void deliver() {
        if (outcome != null) {
            answered(outcome);
        } else if (description != null) {
            described(description);
        } else {
            failed(Objects.requireNonNull(failure, "an unsettled call was delivered"));
        }
    }
}
