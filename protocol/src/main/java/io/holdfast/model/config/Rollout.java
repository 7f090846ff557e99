package io.holdfast.model.config;

import java.util.Objects;

/**
 * A rollout under way.
 *
 * @param release the staged release
 * @param stage whom it concerns
 * @param state how it stands
 * @param sinceMillis since when it stands so, by some leader's wall clock
 * @param why who paused it and why, or what halted it; empty while it runs
 */
public record Rollout(long release, Stage stage, RolloutState state, long sinceMillis, String why) {
    /** Refuses null. */
    public Rollout {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(why, "why");
    }
}
