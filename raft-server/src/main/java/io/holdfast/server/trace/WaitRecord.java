package io.holdfast.server.trace;

import io.holdfast.server.trace.Waits.Cause;
import io.holdfast.server.trace.Waits.Share;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The moving record of what a log waited for: somebody looks every few milliseconds and says what it is waiting for then,
 * and the time since the last look counts for that. So a stage costs no stamp on any request, and is known while it lasts.
 *
 * <p>If far more time passed between two looks than should, nobody looked: the process did not run, and all of it counts
 * as a pause. Remembers the last hundred seconds. Safe for any thread.
 */
public final class WaitRecord implements WaitHistory {
    private static final int SAMPLES = 2_048;
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Guarded by this, and so is everything else. */
    private final Map<Cause, Track> tracks = new EnumMap<>(Cause.class);

    private final long[] moments = new long[SAMPLES];
    private int taken;
    private long lookedNanos;
    private @Nullable Cause now;
    private long sinceNanos;

    /** Begins at this moment of {@link System#nanoTime}. */
    public WaitRecord(long nanos) {
        for (Cause cause : Cause.values()) {
            tracks.put(cause, new Track());
        }
        lookedNanos = nanos;
        sinceNanos = nanos;
        sample(nanos);
    }

    /**
     * The log waits for this now, null for nothing.
     *
     * @param nanos of {@link System#nanoTime}, not before the last
     */
    public synchronized void look(long nanos, @Nullable Cause cause) {
        long passed = Math.max(0, nanos - lookedNanos);
        Cause counted = passed >= PAUSE_NANOS ? Cause.PAUSE : cause;
        if (counted != null) {
            track(counted).sum += passed;
        }
        if (cause != now) {
            now = cause;
            sinceNanos = lookedNanos;
        }
        lookedNanos = nanos;
        if (nanos - moments[(taken - 1) % SAMPLES] >= SAMPLE_NANOS) {
            sample(nanos);
        }
    }

    /** How long the log has been waiting for this without interruption; 0 if it does not. */
    public synchronized long lasting(Cause cause) {
        return now == cause ? lookedNanos - sinceNanos : 0;
    }

    /** How long it has waited for this in all. */
    public synchronized long total(Cause cause) {
        return track(cause).sum;
    }

    @Override
    public synchronized Waits between(long fromNanos, long toNanos) {
        int first = at(fromNanos);
        boolean untilNow = toNanos - lookedNanos >= 0;
        int last = at(toNanos);
        List<Share> shares = new ArrayList<>();
        tracks.forEach((cause, track) -> {
            long nanos = (untilNow ? track.sum : track.samples[last]) - track.samples[first];
            shares.add(new Share(cause, Math.max(0, Math.min(nanos, toNanos - fromNanos))));
        });
        return new Waits(shares);
    }

    /** Guarded by this. The place of the newest sample that is not after this moment, else of the oldest there is. */
    private int at(long nanos) {
        int oldest = Math.max(0, taken - SAMPLES);
        int index = taken - 1;
        while (index > oldest && moments[index % SAMPLES] - nanos > 0) {
            index--;
        }
        return index % SAMPLES;
    }

    private void sample(long nanos) {
        int place = taken % SAMPLES;
        moments[place] = nanos;
        tracks.values().forEach(track -> track.samples[place] = track.sum);
        taken++;
    }

    private Track track(Cause cause) {
        Track track = tracks.get(cause);
        if (track == null) {
            throw new IllegalArgumentException("no track of " + cause);
        }
        return track;
    }

    /** One cause: how long it was waited for until now, and until the moment of each sample. */
    private static final class Track {
        private final long[] samples = new long[SAMPLES];
        private long sum;
    }
}
