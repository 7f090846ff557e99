package io.holdfast.client.internal;

/**
 * A call that the client makes for itself. It takes no room from the callers, does not keep a closing client open, and
 * hears of its end on the loop, after the event that brought it.
 */
public abstract class LoopCall extends Call {
    /**
     * A call.
     *
     * @param payload what it asks for
     * @param deadlineNanos on the loop's clock, by which it ends
     */
    protected LoopCall(Payload payload, long deadlineNanos) {
        super(payload, deadlineNanos);
    }

    /** Whether it goes before everything else that waits for the leader. */
    boolean urgent() {
        return false;
    }

    /** Whether it may be sent again after a failure; if not, it fails. */
    boolean mayBeSentAgain() {
        return true;
    }
}
