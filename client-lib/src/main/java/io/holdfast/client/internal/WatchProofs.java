package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that the watches of a client are up to date, and tells those that are not. Confined to the loop.
 *
 * <p>A node that is cut off goes on confirming that nothing happens, as far as it knows. So every few seconds one
 * linearizable read asks for the current revision, and then the watches' own node is asked for progress until it has come
 * that far: that proves everything acknowledged before the read was sent. A node that does not get there is left.
 */
final class WatchProofs {
    /** How often. */
    static final long INTERVAL_NANOS = 3_000_000_000L;

    /** How long a node may stay short of a revision the cluster has, without an event either, before it is left. */
    static final long LAG_NANOS = 5_000_000_000L;

    /** A node short of a revision is asked again after a pause between these. */
    private static final long MIN_ASK_NANOS = 4_000_000L;

    private static final long MAX_ASK_NANOS = 500_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(WatchProofs.class);

    /** Some key: what is counted does not matter, only when. */
    private static final Payload.Read REVISION = revisionRead();

    private final Watches watches;
    private final WatchStream stream;
    private final Pipeline pipeline;
    private final Loop loop;

    private @Nullable WatchProof newest;
    private boolean reading;
    private long readAt;
    private long wanted;
    private long wantedSince;
    private long askPause = MIN_ASK_NANOS;
    private boolean asked;
    private long eventsAt;

    WatchProofs(Watches watches, WatchStream stream, Pipeline pipeline, Loop loop) {
        this.watches = watches;
        this.stream = stream;
        this.pipeline = pipeline;
        this.loop = loop;
        this.readAt = loop.nanoTime() - INTERVAL_NANOS;
        this.eventsAt = loop.nanoTime();
    }

    private static Payload.Read revisionRead() {
        RangeQuery all = RangeQuery.of(KeyRange.single(Bytes.of(0)));
        return Payload.Read.of(
                new RangeQuery(all.range(), 0, 0, all.target(), all.order(), false, true, 0, 0, 0, 0, 0, false));
    }

    /** A proof of a revision as of now. */
    static WatchProof now(Loop loop, long revision) {
        return new WatchProof(revision, loop.nanoTime(), loop.wallMillis());
    }

    /** Looks after what is due. */
    void look() {
        long now = loop.nanoTime();
        if (!reading && now - readAt >= INTERVAL_NANOS && !watches.tracks().isEmpty()) {
            reading = true;
            readAt = now;
            WatchProof sent = now(loop, 0);
            pipeline.submit(new WatchRead(REVISION, now + LAG_NANOS, loop, outcome -> answered(sent, outcome)));
        }
        Link link = stream.link();
        if (wanted != 0 && link != null && now - wantedSince >= LAG_NANOS && now - eventsAt >= LAG_NANOS) {
            LOG.warn("a node does not come up to what the cluster has, left node={} wanted={}", link.name(), wanted);
            link.fail(Trouble.unavailable("does not come up to revision " + wanted));
        }
        for (WatchTrack track : watches.tracks()) {
            WatchProof proof = track.feed.proof();
            boolean stale = now - proof.nanos() >= track.feed.terms().staleNanos();
            if (stale && !track.stale) {
                track.feed.stale(new WatchItem.Stale(Instant.ofEpochMilli(proof.wallMillis())));
            }
            track.stale = stale;
        }
    }

    private void answered(WatchProof sent, @Nullable Outcome outcome) {
        reading = false;
        // No answer, no proof: the next read comes in its time.
        if (outcome instanceof Outcome.Range range) {
            newest = new WatchProof(range.revision(), sent.nanos(), sent.wallMillis());
            watches.seen(range.revision());
            boolean all = true;
            for (WatchTrack track : watches.tracks()) {
                all &= moved(track);
            }
            if (!all) {
                want(range.revision());
            }
            watches.proceed();
        }
    }

    /** A watch moved: it may have come as far as the newest proof. Whether it has. */
    boolean moved(WatchTrack track) {
        WatchProof proof = newest;
        boolean covered = proof != null
                && track.number != WatchTrack.NONE
                && track.cursor.following()
                && track.cursor.position() >= proof.revision();
        if (covered) {
            track.feed.proof(Objects.requireNonNull(proof));
        }
        return covered;
    }

    /** Somebody waits for the stream to come to a revision. */
    void want(long revision) {
        if (revision > wanted) {
            if (wanted == 0) {
                wantedSince = loop.nanoTime();
            }
            wanted = revision;
            askPause = MIN_ASK_NANOS;
        }
        ask();
    }

    private void ask() {
        if (stream.link() != null) {
            asked = true;
            stream.askProgress();
        }
    }

    /** The node says that everything up to here was sent. */
    void heard(long revision) {
        for (WatchTrack track : stream.tracks()) {
            watches.handOn(track, track.cursor.progress(revision));
        }
        if (revision >= wanted) {
            wanted = 0;
            asked = false;
        } else if (asked) {
            asked = false;
            loop.schedule(this::askAgain, askPause);
            askPause = Math.min(2 * askPause, MAX_ASK_NANOS);
        }
    }

    private void askAgain() {
        if (wanted != 0 && !asked) {
            ask();
            stream.flush();
        }
    }

    /** Something else came from the node. */
    void heardEvents() {
        eventsAt = loop.nanoTime();
    }

    /** The stream is gone, and with it what was asked there. */
    void left() {
        asked = false;
        wantedSince = loop.nanoTime();
    }

    /** A new stream: what was asked of the last is asked again. */
    void joined() {
        if (wanted != 0) {
            ask();
        }
    }
}
