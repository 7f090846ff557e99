package io.holdfast.client.internal;

/**
 * Evidence that everything acknowledged before a moment stands at or below a revision: a linearizable read begun at that
 * moment answered it.
 *
 * @param revision the revision the read answered
 * @param nanos {@link System#nanoTime} when the read was sent
 * @param wallMillis the wall clock then
 */
public record WatchProof(long revision, long nanos, long wallMillis) {
    /**
     * How long ago the read was sent, in nanoseconds: the larger of what the two clocks say, since the monotonic one may
     * stand still while a machine sleeps and the wall clock may be set back.
     */
    public long age(long nowNanos, long nowWallMillis) {
        long wall = Math.min(Math.max(0, nowWallMillis - wallMillis), Long.MAX_VALUE / 1_000_000);
        return Math.max(nowNanos - nanos, wall * 1_000_000);
    }
}
