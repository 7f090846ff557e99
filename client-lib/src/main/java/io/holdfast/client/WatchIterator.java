package io.holdfast.client;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A watch read by a thread that waits. For one thread at a time, virtual or not: nothing is locked while it waits. {@link
 * #close} may be called by any thread and ends the waiting.
 *
 * <p>An interrupt ends the waiting with {@link CallInterruptedException} and stays set; the watch goes on, and nothing is
 * lost.
 */
public interface WatchIterator extends Iterator<WatchUpdate>, AutoCloseable {
    /**
     * Waits until there is a next update, or none will come because the watch was closed.
     *
     * @throws HoldfastException if the watch ended by itself: see {@link #next()}
     */
    @Override
    boolean hasNext();

    /**
     * Waits for the next update.
     *
     * @throws HoldfastException if the watch ended by itself; the same one again from then on
     * @throws NoSuchElementException if the watch was closed
     */
    @Override
    WatchUpdate next();

    /** Waits at most so long for the next update; empty if none came, or the watch was closed. Throws as {@link #next()}. */
    Optional<WatchUpdate> next(Duration patience);

    /** The updates as a stream that ends when the watch is closed; it takes from this iterator. */
    Stream<WatchUpdate> stream();

    /** Everything up to this revision was taken; 0 before the watch began. */
    long position();

    /** Where the watch stands. */
    WatchState state();

    /** Ends the watch. Idempotent. */
    @Override
    void close();
}
