package io.holdfast.election;

import java.util.Objects;

/**
 * What a {@link LeaderRunner} does, and why.
 *
 * @param state what
 * @param why for people: which check found what, until when it is held down, which task has not ended
 */
public record RunnerStatus(State state, String why) {
    /** Refuses null. */
    public RunnerStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(why, "why");
    }

    /**
     * What a runner does.
     *
     * <pre>
     * SICK, HELD_DOWN ◀─▶ STANDING ─elected─▶ LEADING ─steps down─▶ DRAINING ─▶ (STOPPING) ─▶ STANDING, SICK, HELD_DOWN
     *                                            └──────────── lost ──────────▶  STOPPING  ──┘
     * </pre>
     */
    public enum State {
        /** Healthy, and a candidate. */
        STANDING,
        /** It does not stand: a health check has failed too often, or not yet been passed. */
        SICK,
        /** It does not stand: it had to step down not long ago. */
        HELD_DOWN,
        /** The task runs. */
        LEADING,
        /** The task is told to stop, before the hand-over; it leads yet. */
        DRAINING,
        /** It leads no more, and the task has not ended. It does not stand before that, lest two run at once. */
        STOPPING,
        /** Over. */
        CLOSED
    }
}
