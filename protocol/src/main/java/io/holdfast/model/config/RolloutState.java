package io.holdfast.model.config;

/** How a rollout stands. The number is the one on the wire and on disk; it never changes. */
public enum RolloutState {
    /** Clients that it concerns are given the release. */
    RUNNING(1),
    /** Somebody paused it: clients that have the release keep it, no other is given it. */
    PAUSED(2),
    /** As many clients rejected the release as its stage allows: as if paused. */
    HALTED(3);

    private final int number;

    RolloutState(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
