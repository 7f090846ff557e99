package io.holdfast.client.internal;

/**
 * Whether a node is worth the calls that others could serve as well. Confined to the loop.
 *
 * <pre>
 * GOOD ──failed──▶ EJECTED ──pause over──▶ ON_TRIAL ──went well──▶ GOOD
 *                     ▲                        │
 *                     └──────── failed ────────┘   (each pause longer than the last, with jitter)
 * </pre>
 *
 * On trial a node gets one call at a time: a node that is still sick must not be met by everything that waited.
 */
final class Standing {
    private enum State {
        GOOD,
        EJECTED,
        ON_TRIAL
    }

    private final Backoff backoff;
    private State state = State.GOOD;
    private long until;
    private boolean tried;

    Standing(Backoff backoff) {
        this.backoff = backoff;
    }

    /** Whether the node may get a call now. */
    boolean takes(long now) {
        if (state == State.EJECTED && now - until >= 0) {
            state = State.ON_TRIAL;
            tried = false;
        }
        return state == State.GOOD || (state == State.ON_TRIAL && !tried);
    }

    /** The node got a call. */
    void sent() {
        tried = true;
    }

    /** The node answered one. */
    void wentWell() {
        // An answer from before the ejection says nothing about what came after.
        if (state == State.ON_TRIAL) {
            state = State.GOOD;
            backoff.reset();
        } else if (state == State.GOOD) {
            backoff.reset();
        }
    }

    /** The node failed one: it gets no more for a while, at least for {@code leastNanos}. */
    void failed(long now, long leastNanos) {
        // Calls that were sent together fail together: one failure, one pause.
        if (state != State.EJECTED || now - until >= 0) {
            state = State.EJECTED;
            until = now + Math.max(backoff.next(), leastNanos);
        }
    }

    /** What went wrong lay in the cluster and is over: the node may be tried at once. */
    void forgive() {
        if (state == State.EJECTED) {
            state = State.ON_TRIAL;
            tried = false;
        }
    }
}
