package io.holdfast.client.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How long a lease lives for certain, as far as this side may believe: from the moment at which the last renewal that was
 * acknowledged had been sent, its time to live, less a margin for clocks that run at different speeds. Safe for any thread.
 *
 * <p>Time elapsed is the larger of what the monotonic and the wall clock say: the first stands still while the machine
 * sleeps, the second may be set. Once anybody was told that nothing is left, nothing ever will be: no renewal brings it
 * back.
 */
public final class Lifetime {
    private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long MARGIN_DIVISOR = 100;

    private final Loop loop;

    /** Null once it is over. */
    private final AtomicReference<@Nullable Proof> newest;

    /** A renewal that was acknowledged, by the time it was sent. */
    private record Proof(long sentNanos, long sentWallMillis, long ttlMillis) {
        long remaining(Loop loop) {
            long monotonic = loop.nanoTime() - sentNanos;
            long wall = TimeUnit.MILLISECONDS.toNanos(loop.wallMillis() - sentWallMillis);
            return usableNanos(ttlMillis) - Math.max(monotonic, wall);
        }
    }

    /** A lease asked for at a moment. */
    public Lifetime(Loop loop, long sentNanos, long sentWallMillis, long ttlMillis) {
        this.loop = loop;
        this.newest = new AtomicReference<>(new Proof(sentNanos, sentWallMillis, ttlMillis));
    }

    /** What a holder may use of a time to live. */
    static long usableNanos(long ttlMillis) {
        long ttl = TimeUnit.MILLISECONDS.toNanos(ttlMillis);
        return ttl - ttl / MARGIN_DIVISOR - MARGIN_NANOS;
    }

    /** A renewal sent at a moment was acknowledged; whether the lease still counted as alive. */
    boolean renewed(long sentNanos, long sentWallMillis, long ttlMillis) {
        Proof proof = new Proof(sentNanos, sentWallMillis, ttlMillis);
        while (true) {
            Proof known = newest.get();
            if (known == null || remaining(known) <= 0) {
                return false;
            }
            if (known.sentNanos - sentNanos >= 0 || newest.compareAndSet(known, proof)) {
                return true;
            }
        }
    }

    /** The same, with the time to live that was granted for it; over if this one is. */
    Lifetime granted(long ttlMillis) {
        Proof known = newest.get();
        Lifetime granted = new Lifetime(loop, 0, 0, 0);
        granted.newest.set(
                known == null || remaining(known) <= 0
                        ? null
                        : new Proof(known.sentNanos, known.sentWallMillis, ttlMillis));
        return granted;
    }

    /**
     * The same, but from a moment on for {@code ttlMillis} at most; over if this one is.
     *
     * @param fromNanos when
     * @param fromWallMillis the same, by the wall clock
     */
    Lifetime shortened(long fromNanos, long fromWallMillis, long ttlMillis) {
        Proof known = newest.get();
        Lifetime shortened = new Lifetime(loop, 0, 0, 0);
        if (known != null && remaining(known) > 0) {
            long less = usableNanos(known.ttlMillis) - usableNanos(ttlMillis);
            long latestNanos = known.sentNanos + less;
            long latestWallMillis = known.sentWallMillis + TimeUnit.NANOSECONDS.toMillis(less);
            shortened.newest.set(new Proof(
                    fromNanos - latestNanos < 0 ? fromNanos : latestNanos,
                    Math.min(fromWallMillis, latestWallMillis),
                    ttlMillis));
        } else {
            shortened.newest.set(null);
        }
        return shortened;
    }

    /** Nanoseconds left; 0 from the moment on at which none are. */
    public long remainingNanos() {
        Proof known = newest.get();
        return known == null ? 0 : remaining(known);
    }

    boolean over() {
        return remainingNanos() == 0;
    }

    /** Nothing is left. */
    void end() {
        newest.set(null);
    }

    private long remaining(Proof proof) {
        long left = proof.remaining(loop);
        if (left > 0) {
            return left;
        }
        // Whoever is told "over" must be right for good; a newer proof that came meanwhile says otherwise.
        if (newest.compareAndSet(proof, null)) {
            return 0;
        }
        Proof newer = newest.get();
        return newer == null ? 0 : remaining(newer);
    }
}
