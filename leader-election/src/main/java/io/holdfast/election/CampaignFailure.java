package io.holdfast.election;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What went wrong last.
 *
 * @param cause what the campaign failed with, or how the leadership was lost
 * @param inARow how many have failed in a row, this one included
 * @param at when, by the wall clock; for display only
 * @param again how long after that it stands again; zero if it never does, because its client is closed
 */
public record CampaignFailure(Throwable cause, int inARow, Instant at, Duration again) {
    /** Refuses null. */
    public CampaignFailure {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(again, "again");
    }
}
