package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.wire.ServerFrame;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All watches of a client. They hang on one stream together; when it breaks, all of them are hung on another with one
 * frame, each from its own position. Confined to the loop, except where said.
 *
 * <p>Every watch has a place ({@link WatchCursor}) and a bounded buffer ({@link WatchBuffer}). A full buffer ends the watch
 * at the node; when the consumer has caught up it begins there again from its place. So one slow consumer costs the others
 * nothing, and itself no more memory than its bound and one push.
 */
public final class Watches implements LinkListener {
    private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

    /** How often broken streams, stale watches and due proofs are looked for. */
    static final long TICK_NANOS = 100_000_000L;

    private final Pipeline pipeline;
    private final Loop loop;
    private final Executor callbacks;
    private final RandomGenerator random;
    private final Settings settings;
    private final Map<WatchFeed, WatchTrack> tracks = new LinkedHashMap<>();

    /** Those that hang on no stream. */
    private final Set<WatchTrack> loose = new LinkedHashSet<>();

    private final WatchStream stream = new WatchStream();
    private final WatchProofs proofs;
    private final WatchReads reads;
    private final AtomicInteger open = new AtomicInteger();
    private boolean ticking;
    private boolean due;
    private boolean ended;
    private long seen;

    Watches(Settings settings, Pipeline pipeline, Loop loop, Executor callbacks, RandomGenerator random) {
        this.settings = settings;
        this.pipeline = pipeline;
        this.loop = loop;
        this.callbacks = callbacks;
        this.random = random;
        this.proofs = new WatchProofs(this, stream, pipeline, loop);
        this.reads = new WatchReads(this, pipeline, loop);
    }

    /**
     * Begins a watch. Any thread.
     *
     * @param ready called when there may be something to take, by any thread, often for nothing; must not block
     * @return the watch, or null if there are as many as the limit
     */
    public @Nullable WatchFeed open(WatchFeed.Terms terms, Runnable ready) {
        if (open.incrementAndGet() > Limits.MAX_WATCHES) {
            open.decrementAndGet();
            return null;
        }
        WatchFeed feed = new WatchFeed(terms, ready, this, WatchProofs.now(loop, 0));
        onLoop(() -> begin(feed), () -> feed.end(closedItem()));
        return feed;
    }

    private void begin(WatchFeed feed) {
        if (ended) {
            feed.end(closedItem());
            return;
        }
        WatchTrack track =
                new WatchTrack(feed, new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random));
        tracks.put(feed, track);
        loose.add(track);
        proceedSoon();
        keepTicking();
    }

    /** After whatever else waits for the loop: all watches of a burst begin with one frame. */
    private void proceedSoon() {
        if (!due) {
            due = true;
            loop.execute(() -> {
                due = false;
                proceed();
            });
        }
    }

    /** A consumer closed its watch. Any thread. */
    void close(WatchFeed feed) {
        onLoop(
                () -> {
                    WatchTrack track = tracks.get(feed);
                    if (track != null) {
                        stream.cancel(track);
                        proceedSoon();
                        forget(track);
                    }
                },
                () -> {});
    }

    /** A consumer has room again. Any thread. */
    void caughtUp(WatchFeed feed) {
        onLoop(
                () -> {
                    WatchTrack track = tracks.get(feed);
                    if (track != null && track.behind) {
                        track.behind = false;
                        proceedSoon();
                    }
                },
                () -> {});
    }

    /** A consumer wants a progress mark of a revision. Any thread. */
    void askProgress(long revision) {
        onLoop(
                () -> {
                    proofs.want(revision);
                    proceedSoon();
                },
                () -> {});
    }

    private void onLoop(Runnable task, Runnable tooLate) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("after the end", e);
            tooLate.run();
        }
    }

    private void forget(WatchTrack track) {
        loose.remove(track);
        if (tracks.remove(track.feed) != null) {
            open.decrementAndGet();
        }
        if (tracks.isEmpty()) {
            stream.flush();
            stream.leave();
            pipeline.endWatches();
        }
    }

    /** This client has seen a revision: no node shall show it an earlier state. */
    void seen(long revision) {
        seen = Math.max(seen, revision);
    }

    /** Hangs on a stream, or reads on, whatever waits for it; sends what gathered. */
    void proceed() {
        if (ended || tracks.isEmpty()) {
            return;
        }
        if (stream.link() == null) {
            leaveStream();
            Link next = pipeline.watchLink();
            if (next != null) {
                LOG.debug("watching node={} watches={}", next.name(), tracks.size());
                stream.join(next);
                proofs.joined();
            }
        }
        if (!loose.isEmpty()) {
            long atLeast = Math.max(seen, pipeline.seen());
            for (WatchTrack track : List.copyOf(loose)) {
                if (track.wantsReading()) {
                    reads.next(track);
                }
                if (stream.link() != null && track.wantsStream()) {
                    loose.remove(track);
                    stream.create(track, atLeast);
                }
            }
        }
        stream.flush();
    }

    private void leaveStream() {
        for (WatchTrack track : stream.tracks()) {
            track.feed.phase(WatchPhase.DISCONNECTED);
            loose.add(track);
        }
        stream.leave();
        proofs.left();
    }

    @Override
    public void opened(Link link) {
        if (stream.hangsOn(link)) {
            // Another stream to the same node: it knows nothing of the watches of the last.
            leaveStream();
        }
        proceed();
    }

    @Override
    public void closed(Link link) {
        if (stream.hangsOn(link)) {
            leaveStream();
        }
    }

    @Override
    public void watched(Link link, ServerFrame.Watched frame) {
        if (!stream.hangsOn(link)) {
            return;
        }
        for (WatchPush push : frame.pushes()) {
            if (push instanceof WatchPush.Progress progress) {
                seen(progress.revision());
                proofs.heard(progress.revision());
            } else {
                WatchTrack track = stream.track(push.watch());
                if (track != null) {
                    proofs.heardEvents();
                    take(track, push);
                }
            }
        }
        proceed();
    }

    private void take(WatchTrack track, WatchPush push) {
        if (push instanceof WatchPush.Ended end) {
            stream.forget(track);
            finish(track, new WatchItem.Refused(end.why()));
        } else if (!track.feed.room()) {
            fallBehind(track);
        } else {
            handOn(track, track.cursor.take(push));
        }
    }

    /** The consumer is slow: its place is kept here, and nothing of it waits at the node. */
    private void fallBehind(WatchTrack track) {
        LOG.debug("a watch is behind position={}", track.cursor.position());
        stream.cancel(track);
        fellBehind(track);
    }

    /** Nothing is asked for it until its consumer has caught up. */
    void fellBehind(WatchTrack track) {
        loose.add(track);
        track.behind = true;
        track.feed.phase(WatchPhase.BEHIND);
    }

    /** Hands on what the cursor let through, or begins again from its place. */
    void handOn(WatchTrack track, WatchCursor.Step step) {
        if (step instanceof WatchCursor.Step.Broken broken) {
            fault(track, broken.why());
            return;
        }
        seen(track.cursor.position());
        if (step instanceof WatchCursor.Step.Deliver deliver) {
            WatchPush push = deliver.push();
            if (push instanceof WatchPush.Begun begun) {
                track.feed.deliver(new WatchItem.Pushed(new WatchPush.Progress(begun.revision())));
                track.feed.begun(begun.revision(), callbacks);
            } else {
                track.backoff.reset();
                track.feed.deliver(new WatchItem.Pushed(push));
                if (push instanceof WatchPush.ResetEnd end) {
                    track.feed.begun(end.revision(), callbacks);
                }
            }
        }
        if (track.cursor.following() && track.number != WatchTrack.NONE) {
            track.feed.phase(WatchPhase.FOLLOWING);
            proofs.moved(track);
        }
    }

    private void fault(WatchTrack track, String why) {
        Link link = stream.link();
        LOG.warn(
                "a watch does not go on where it stood, begun again from its place node={} range={} fault={}",
                link == null ? "?" : link.name(),
                track.feed.terms().spec().range(),
                why);
        stream.cancel(track);
        loose.add(track);
        track.feed.phase(WatchPhase.DISCONNECTED);
        pause(track);
    }

    /** Lets a watch alone for a moment. */
    void pause(WatchTrack track) {
        track.pausing = true;
        loop.schedule(
                () -> {
                    track.pausing = false;
                    proceed();
                },
                track.backoff.next());
    }

    boolean alive(WatchTrack track) {
        return !ended && tracks.containsKey(track.feed);
    }

    Collection<WatchTrack> tracks() {
        return tracks.values();
    }

    private void finish(WatchTrack track, WatchItem last) {
        forget(track);
        track.feed.end(last);
    }

    private void keepTicking() {
        if (!ticking && !ended && !tracks.isEmpty()) {
            ticking = true;
            loop.schedule(this::look, TICK_NANOS);
        }
    }

    private void look() {
        ticking = false;
        if (ended) {
            return;
        }
        try {
            Trouble hopeless = stream.link() == null ? pipeline.hopeless() : null;
            if (hopeless != null) {
                failStarting(hopeless);
            }
            proofs.look();
            proceed();
        } finally {
            keepTicking();
        }
    }

    /** Nobody gets over this by waiting, and a watch that never began has nothing to lose. */
    private void failStarting(Trouble why) {
        CallFailure failure = new CallFailure(why.kind(), false, null, why.message(), why.cause());
        for (WatchTrack track : List.copyOf(tracks.values())) {
            if (track.feed.phase() == WatchPhase.STARTING) {
                finish(track, new WatchItem.Failed(failure));
            }
        }
    }

    @Override
    public void ended() {
        ended = true;
        for (WatchTrack track : List.copyOf(tracks.values())) {
            finish(track, closedItem());
        }
    }

    private static WatchItem closedItem() {
        return new WatchItem.Failed(CallFailure.closed(false));
    }
}
