package io.holdfast.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A watch under way, told to a {@link WatchListener}. Safe for any thread; nothing here blocks. */
public interface Watch extends AutoCloseable {
    /**
     * Completes with the revision at which the watch began: everything after it is told (with a snapshot, completes with
     * the snapshot's revision when it is whole). Fails if the watch ends before. Completes on the callback executor.
     */
    CompletableFuture<Long> began();

    /**
     * Everything up to this revision was handed to the listener, the present batch included; 0 before the watch began.
     * Whoever wants to go on here after a restart watches from the revision after it.
     */
    long position();

    /** Where the watch stands. */
    WatchState state();

    /** The newest proof of how up to date the watch is; empty before the first, which takes a round trip or two. */
    Optional<Proof> proof();

    /**
     * Asks for a {@link WatchUpdate.Progress} of {@code revision} or later as soon as the serving node is that far.
     * Useful only with {@link WatchOptions#withProgress}.
     */
    void requestProgress(long revision);

    /**
     * Runs {@code task} on the watch's executor between two calls of the listener, never during one. Tasks given after
     * the end run too.
     */
    void execute(Runnable task);

    /**
     * Ends the watch. A call of the listener under way is not waited for; none begins after this returns, {@link
     * WatchListener#onError} neither. Idempotent.
     */
    @Override
    void close();

    /**
     * Everything acknowledged before a moment stands at or below a revision, and the watch has come that far. (It does
     * not say that the listener has: compare with {@link #position}.)
     *
     * @param revision the revision
     * @param age how long ago that moment was, by the larger of what the monotonic and the wall clock say
     */
    record Proof(long revision, Duration age) {}
}
