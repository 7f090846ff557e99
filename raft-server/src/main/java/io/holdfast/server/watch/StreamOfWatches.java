package io.holdfast.server.watch;

import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.server.port.WatchHub.WatchStream;
import io.holdfast.server.watch.Watch.Place;
import io.holdfast.server.watch.Watch.Reset;
import io.holdfast.server.watch.Watch.Stretch;
import io.holdfast.statemachine.watch.EventPage;
import io.holdfast.statemachine.watch.KeyPage;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's side of the hub. Each poll gives one push of the watch whose turn it is, read from history at that
 * moment and outside of the line's monitor; a watch with more to give then goes to the end of the line, so none waits for
 * another's backlog.
 */
final class StreamOfWatches implements WatchStream {
    /** After so many bytes the other streams get a turn: it may be the hub's thread that polls. */
    private static final int TURN_BYTES = 1 << 20;

    /** What a look at history counts for, whatever it gave. */
    private static final int LOOK_BYTES = 256;

    /** What an event counts for that was looked at. */
    private static final int LOOKED_BYTES = 64;

    /** What an answer to a request counts for. */
    private static final int ANSWER_BYTES = 64;

    /** Of so many pushes one is timed. */
    private static final int SAMPLED = 16;

    private final HistoryHub hub;
    private final WatchLine line;

    /** The poller's. */
    private final SharedPage shared = new SharedPage();

    /** The poller's. */
    private final KeyReading reading = new KeyReading();

    /** The poller's. */
    private int turnBytes;

    /** The poller's. */
    private int pushes;

    StreamOfWatches(HistoryHub hub, WatchLine line) {
        this.hub = hub;
        this.line = line;
    }

    @Override
    public void create(long number, WatchSpec spec) {
        if (number <= 0) {
            throw new IllegalArgumentException("the number of a watch must be positive: " + number);
        }
        Watch watch = new Watch(line, number, spec);
        Rejection no;
        synchronized (line) {
            if (line.isClosed()) {
                return;
            }
            no = refusal(watch);
            if (no == null) {
                line.add(watch);
            } else {
                line.answers.add(new WatchPush.Ended(number, no));
            }
        }
        if (no == null) {
            hub.beginLater(watch);
        } else if (line.needsWaking()) {
            line.wake();
        }
    }

    /** Why the watch cannot be, or null: then memory was reserved for it. */
    private @Nullable Rejection refusal(Watch watch) {
        long revision = hub.through();
        if (line.watches.containsKey(watch.number)) {
            return SpecCheck.numberInUse(watch.number, revision);
        }
        if (line.watches.size() >= Limits.MAX_WATCHES) {
            return SpecCheck.tooManyOnStream(revision);
        }
        Rejection no = SpecCheck.range(watch.spec.range(), revision);
        return no != null || hub.reserve(watch) ? no : SpecCheck.tooManyOnNode(hub.count(), revision);
    }

    @Override
    public void cancel(long number) {
        synchronized (line) {
            Watch watch = line.watches.get(number);
            if (watch == null) {
                return;
            }
            line.end(watch);
            line.answers.add(new WatchPush.Cancelled(number));
        }
        if (line.needsWaking()) {
            line.wake();
        }
    }

    @Override
    public void requestProgress() {
        if (line.requestProgress()) {
            hub.progressLater(line);
        }
    }

    @Override
    public int unanswered() {
        return line.unanswered();
    }

    @Override
    public void close() {
        List<Watch> gone;
        synchronized (line) {
            if (line.isClosed()) {
                return;
            }
            gone = new ArrayList<>(line.watches.values());
            line.close();
        }
        hub.closed(line, gone);
    }

    @Override
    public @Nullable WatchPush poll(int maxBytes) {
        while (true) {
            Watch watch;
            Stretch stretch;
            Reset reset;
            long through;
            synchronized (line) {
                if (line.isResting()) {
                    return null;
                }
                if (turnBytes >= TURN_BYTES) {
                    turnBytes = 0;
                    line.rest();
                    hub.wakeLater(line);
                    return null;
                }
                WatchPush answer = line.answers.poll();
                if (answer != null) {
                    turnBytes += ANSWER_BYTES;
                    return answer;
                }
                through = hub.through(); // before the watches are looked at: all up to here is noted at them
                watch = line.takeFirst();
                if (watch == null) {
                    turnBytes = 0;
                    shared.forget();
                    reading.forget();
                    return line.progressOrSleep(through);
                }
                turnBytes += LOOK_BYTES;
                reset = watch.reset();
                stretch = reset == null ? watch.take() : Stretch.NONE;
            }
            WatchPush push = reset == null ? events(watch, stretch, through, maxBytes) : keys(watch, reset, maxBytes);
            if (push != null) {
                return push;
            }
        }
    }

    private @Nullable WatchPush events(Watch watch, Stretch stretch, long through, int maxBytes) {
        WatchSource source = hub.source();
        if (stretch.first() < source.floor()) {
            return line.compacted(watch, source, stretch.first());
        }
        EventPage page = shared.read(source, watch.spec, stretch, maxBytes);
        turnBytes += page.bytes() + shared.looked() * LOOKED_BYTES;
        synchronized (line) {
            if (watch.place == Place.GONE) {
                return null;
            }
            boolean whole = page.upTo() >= stretch.last();
            long after = watch.position();
            long upTo = whole ? Math.max(page.upTo(), through) : page.isFragment() ? after : page.upTo();
            if (!page.events().isEmpty()) {
                watch.moveTo(upTo);
            }
            if (whole) {
                watch.doneThrough(upTo);
                line.settle(watch);
            } else {
                watch.goOn(page.end(), stretch.last());
                if (page.more()) {
                    line.standInLine(watch);
                } else {
                    line.seek(watch);
                }
            }
            if (page.events().isEmpty()) {
                return null;
            }
            hub.metrics().watchPushed(page.events().size());
            if (pushes++ % SAMPLED == 0) {
                hub.pushed(
                        page.events().get(page.events().size() - 1).keyValue().modRevision());
            }
            return new WatchPush.Events(watch.number, after, upTo, page.events());
        }
    }

    private @Nullable WatchPush keys(Watch watch, Reset reset, int maxBytes) {
        WatchSource source = hub.source();
        KeyPage page = null;
        boolean gone = reset.revision() < source.floor();
        if (!gone && reset.from() != null) {
            page = reading.read(source, watch, reset, maxBytes);
            turnBytes += reading.looked() * LOOKED_BYTES + (page == null ? 0 : page.bytes());
        }
        synchronized (line) {
            if (watch.place == Place.GONE) {
                return null;
            }
            if (gone) {
                return line.reset(watch, source);
            }
            if (page == null && reset.from() != null) {
                line.standInLine(watch);
                return null;
            }
            if (page == null) {
                watch.resetEnds();
                line.settle(watch);
                return new WatchPush.ResetEnd(watch.number, reset.revision());
            }
            watch.resetGoesOn(page.next());
            line.standInLine(watch);
            return page.keyValues().isEmpty() ? null : new WatchPush.ResetPage(watch.number, page.keyValues());
        }
    }
}
