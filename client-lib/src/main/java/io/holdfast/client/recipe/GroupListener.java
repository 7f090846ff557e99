package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastException;
import java.time.Instant;

/**
 * Hears a group: first everybody who is there as joined, then every change, in the order of the log, without a gap. If history
 * was compacted while the client was cut off, it hears the difference: who is gone, then who is new or changed. Called one
 * at a time on the client's callback executor. One that throws hears {@link #onEnd} and no more.
 */
public interface GroupListener {
    /** Somebody joined. */
    void onJoined(Member member);

    /** A member changed its metadata. */
    void onUpdated(Member before, Member after);

    /** A member left, or its session ended. */
    void onLeft(Member member);

    /** All that was there when the listening began, or all that changed while history went by unheard, has been told. */
    default void onCaughtUp() {}

    /** Nothing proved lately that what was told is up to date: everything up to {@code since} is. It goes on by itself. */
    default void onStale(Instant since) {}

    /** Nothing more comes, by no wish of this side: the view's watch ended, or the listener threw. */
    default void onEnd(HoldfastException why) {}
}
