package io.holdfast.client.internal;

import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One watch, seen by its consumer: take what came, one taker at a time, and close. Whatever the network does between two
 * items, each follows on the one before. Safe for any thread; nothing here blocks.
 */
public final class WatchFeed {
    /**
     * How a consumer wants its watch.
     *
     * @param spec what to watch
     * @param bounds what may wait for it
     * @param progress whether it wants to hear of progress without events
     * @param staleNanos after how long without a proof that the watch is up to date it is told
     */
    public record Terms(WatchSpec spec, WatchBounds bounds, boolean progress, long staleNanos) {
        /** Refuses null. */
        public Terms {
            Objects.requireNonNull(spec, "spec");
            Objects.requireNonNull(bounds, "bounds");
        }
    }

    private final Terms terms;
    private final Runnable ready;
    private final Watches owner;
    private final WatchBuffer buffer;
    private final CompletableFuture<Long> began = new CompletableFuture<>();
    private volatile WatchPhase phase = WatchPhase.STARTING;
    private volatile WatchProof proof;

    WatchFeed(Terms terms, Runnable ready, Watches owner, WatchProof opened) {
        this.terms = terms;
        this.ready = ready;
        this.owner = owner;
        this.proof = opened;
        this.buffer = new WatchBuffer(
                terms.bounds(), Math.max(0, terms.spec().fromRevision() - 1), () -> owner.caughtUp(this));
    }

    /** The next item; null if there is none at the moment. */
    public @Nullable WatchItem take() {
        return buffer.take();
    }

    /** Everything up to this revision was taken; 0 before the watch began. */
    public long position() {
        return buffer.position();
    }

    /** Where the watch stands. */
    public WatchPhase phase() {
        return phase;
    }

    /**
     * The newest proof that what came (not what was taken) is up to date. Before the first, one of revision 0 that proves
     * nothing, made when the watch was opened.
     */
    public WatchProof proof() {
        return proof;
    }

    /** Completes with the first position, on the callback executor; fails never, but may not complete before the end. */
    public CompletableFuture<Long> began() {
        return began;
    }

    /** Whether what can be taken next ends the watch: nobody waits to hear that. */
    public boolean ends() {
        return buffer.ends();
    }

    /** Asks for a progress mark of this revision or a later one. */
    public void askProgress(long atLeast) {
        owner.askProgress(atLeast);
    }

    /** Ends it: nothing is there to take any more. Idempotent. */
    public void close() {
        buffer.close();
        phase = WatchPhase.ENDED;
        owner.close(this);
    }

    Terms terms() {
        return terms;
    }

    void phase(WatchPhase now) {
        if (phase != WatchPhase.ENDED) {
            phase = now;
        }
    }

    void proof(WatchProof newer) {
        proof = newer;
    }

    boolean room() {
        return buffer.room();
    }

    void begun(long revision, Executor callbacks) {
        if (!began.isDone()) {
            WatchPump.hand(callbacks, () -> began.complete(revision));
        }
    }

    /** Hands an item on; after the last one nothing follows. */
    void deliver(WatchItem item) {
        if (item instanceof WatchItem.Pushed pushed && pushed.push() instanceof WatchPush.Progress progress) {
            if (buffer.advance(progress, terms.progress())) {
                ready.run();
            }
            return;
        }
        buffer.add(item);
        ready.run();
    }

    void stale(WatchItem.Stale stale) {
        // A consumer that has not read what there is has nothing to complain of.
        if (buffer.addIfEmpty(stale)) {
            ready.run();
        }
    }

    void end(WatchItem last) {
        phase = WatchPhase.ENDED;
        deliver(last);
    }
}
