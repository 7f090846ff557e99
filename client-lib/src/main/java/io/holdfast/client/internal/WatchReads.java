package io.holdfast.client.internal;

import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.watch.WatchPush;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rest of resets that were cut short, by a broken stream or a slow consumer, page by page at their revision, as
 * fast as the consumer takes them. Without it a snapshot larger than a slow consumer's buffer would begin again for ever.
 * Confined to the loop.
 */
final class WatchReads {
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final int MAX_PAGE_BYTES = 256 << 10;

    private final Watches watches;
    private final Pipeline pipeline;
    private final Loop loop;

    WatchReads(Watches watches, Pipeline pipeline, Loop loop) {
        this.watches = watches;
        this.pipeline = pipeline;
        this.loop = loop;
    }

    /** Reads the next page of a watch's reset, or ends it. */
    void next(WatchTrack track) {
        long revision = track.cursor.resetting();
        Optional<KeyRange> rest = track.cursor.rest();
        if (rest.isEmpty()) {
            end(track, revision);
            return;
        }
        WatchBounds bounds = track.feed.terms().bounds();
        RangeQuery all = RangeQuery.of(rest.get());
        RangeQuery page = new RangeQuery(
                all.range(),
                revision,
                bounds.events(),
                all.target(),
                all.order(),
                false,
                false,
                0,
                0,
                0,
                0,
                (int) Math.min(MAX_PAGE_BYTES, bounds.bytes()),
                true);
        track.reading = true;
        pipeline.submit(new WatchRead(
                Payload.Read.of(page), loop.nanoTime() + PATIENCE_NANOS, loop, outcome -> read(track, outcome)));
    }

    private void read(WatchTrack track, @Nullable Outcome outcome) {
        track.reading = false;
        if (!watches.alive(track)) {
            return;
        }
        long revision = track.cursor.resetting();
        if (outcome instanceof Outcome.Range range) {
            watches.handOn(track, track.cursor.page(new WatchPush.ResetPage(WatchTrack.NONE, range.keyValues())));
            if (!range.more()) {
                end(track, revision);
            } else if (!track.feed.room()) {
                watches.fellBehind(track);
            }
        } else if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.COMPACTED) {
            track.cursor.forgetReset();
        } else {
            watches.pause(track);
        }
        watches.proceed();
    }

    private void end(WatchTrack track, long revision) {
        watches.handOn(track, track.cursor.resetEnd(new WatchPush.ResetEnd(WatchTrack.NONE, revision)));
    }
}
