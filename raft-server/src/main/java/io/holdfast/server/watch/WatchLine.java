package io.holdfast.server.watch;

import io.holdfast.model.Limits;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.server.watch.Watch.Place;
import io.holdfast.server.watch.Watch.Stretch;
import io.holdfast.statemachine.watch.EventPage;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The watches of one stream and the line in which those stand that have something to give.
 *
 * <p>Everything, the watches included, is guarded by this object's monitor. Nothing foreign is called under it: methods
 * say whether the stream must be woken, and whoever called them does that with {@link #wake} afterwards.
 */
final class WatchLine {
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** By number. */
    final Map<Long, Watch> watches = new HashMap<>();

    /** Answers to requests, and what else does not wait for its turn; given before anything else, in order. */
    final Queue<WatchPush> answers = new ArrayDeque<>();

    private final HistoryHub hub;
    private final Runnable ready;

    /** Those that have something to give, in the order of their turns. */
    private final Set<Watch> line = new LinkedHashSet<>();

    /** How many watches are not {@link Place#IDLE}. */
    private int behind;

    /** How many of those have not begun: the client has no position for them that a progress could move. */
    private int starting;

    /** How many tasks wait at the hub because of this stream. */
    private int queued;

    /** Whether {@code ready} was called and nobody has found since that there is nothing. */
    private boolean awake;

    /** Whether the stream has had its turn and the hub has not come to it since. */
    private boolean resting;

    private boolean closed;
    private boolean progressDue;

    /** Whether a progress was asked for and the hub has not come to it. */
    private boolean progressRequested;

    /** The progress told last, and how many were told: the same one may be told again. */
    private long progress;

    private long told;
    private long progressNanos;

    WatchLine(HistoryHub hub, Runnable ready, long progress, long now) {
        this.hub = hub;
        this.ready = ready;
        this.progress = progress;
        this.progressNanos = now;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether the others have their turn now: nothing is to be polled. */
    boolean isResting() {
        return resting;
    }

    /** The stream has had its turn; whoever says so has the hub wake it later. */
    void rest() {
        resting = true;
    }

    void close() {
        closed = true;
        watches.values().forEach(watch -> watch.place = Place.GONE);
        watches.clear();
        answers.clear();
        line.clear();
        behind = 0;
        starting = 0;
    }

    /** A watch that has not begun. */
    void add(Watch watch) {
        watches.put(watch.number, watch);
        behind++;
        starting++;
    }

    /** Takes the first out of the line, or null. */
    @Nullable
    Watch takeFirst() {
        Iterator<Watch> inLine = line.iterator();
        if (!inLine.hasNext()) {
            return null;
        }
        Watch watch = inLine.next();
        inLine.remove();
        watch.place = Place.IN_HAND;
        return watch;
    }

    /** The line was found empty: tells the progress if that is due, else the stream goes to sleep. */
    @Nullable
    WatchPush progressOrSleep(long through) {
        if (mayTellProgress() && !closed) {
            progressDue = false;
            progressNanos = hub.now();
            progress = through;
            told++;
            return new WatchPush.Progress(through);
        }
        awake = false;
        return null;
    }

    /** Goes to the end of the line. */
    void standInLine(Watch watch) {
        watch.place = Place.QUEUED;
        line.add(watch);
    }

    /** Has something to give, but nobody knows where: the hub looks for it. */
    void seek(Watch watch) {
        watch.place = Place.SEEKING;
        hub.seekLater(watch);
    }

    /** Back in line if something is left, else up to date. */
    void settle(Watch watch) {
        if (watch.isBehind()) {
            standInLine(watch);
        } else {
            watch.place = Place.IDLE;
            behind--;
        }
    }

    /** The watch is no more. */
    void end(Watch watch) {
        if (watch.place != Place.IDLE) {
            behind--;
        }
        if (watch.place == Place.STARTING) {
            starting--;
        }
        watch.place = Place.GONE;
        line.remove(watch);
        watches.remove(watch.number);
        hub.ended(watch);
    }

    /**
     * What a watch wants from {@code revision} on was compacted away: it begins anew, or ends.
     *
     * @return what tells the client, or null if the watch has ended anyway
     */
    synchronized @Nullable WatchPush compacted(Watch watch, WatchSource source, long revision) {
        if (watch.place == Place.GONE) {
            return null;
        }
        if (watch.spec.resetBelowFloor()) {
            return reset(watch, source);
        }
        end(watch);
        return new WatchPush.Ended(watch.number, SpecCheck.compacted(revision, source.floor(), source.revision()));
    }

    /** Begins a watch anew at the newest revision. */
    WatchPush reset(Watch watch, WatchSource source) {
        hub.metrics().watchReset();
        watch.resetAt(source.revision());
        standInLine(watch);
        return new WatchPush.Reset(watch.number, source.revision());
    }

    // What the hub calls.

    synchronized boolean isStarting(Watch watch) {
        return watch.place == Place.STARTING;
    }

    /** Begins a watch that is in the index; false if it has ended. Events up to {@code through} were noted before. */
    synchronized boolean begin(Watch watch, WatchSource source, long through) {
        if (watch.place != Place.STARTING) {
            return false;
        }
        long from = watch.spec.fromRevision();
        long position = from == 0 ? source.revision() : from - 1;
        watch.begin(position);
        starting--;
        answers.add(new WatchPush.Begun(watch.number, position));
        if (watch.spec.snapshot()) {
            answers.add(reset(watch, source));
        } else if (from != 0 && from < source.floor()) {
            tell(compacted(watch, source, from));
        } else {
            watch.noteAll(position + 1, through);
            if (watch.isBehind()) {
                hub.metrics().watchCaughtUp();
                seek(watch);
            } else {
                settle(watch);
            }
        }
        return true;
    }

    /** An event of this revision is wanted; says whether the stream must be woken. */
    synchronized boolean note(Watch watch, long revision) {
        if (watch.place == Place.GONE || watch.place == Place.STARTING) {
            return false;
        }
        watch.note(revision);
        if (watch.place != Place.IDLE || !watch.isBehind()) {
            return false;
        }
        behind++;
        standInLine(watch);
        return needsWaking();
    }

    /** Nobody looked at these revisions: whatever the watches want of them must be looked for. */
    synchronized void missed(long first, long through) {
        for (Watch watch : watches.values()) {
            if (watch.place != Place.STARTING) {
                watch.noteAll(first, through);
                if (watch.place == Place.IDLE && watch.isBehind()) {
                    behind++;
                    seek(watch);
                }
            }
        }
    }

    /** All others have had their turn. */
    synchronized void rested() {
        resting = false;
    }

    synchronized @Nullable Stretch takeToSeek(Watch watch) {
        return watch.place == Place.SEEKING ? watch.take() : null;
    }

    synchronized void compactedWhileSought(Watch watch, WatchSource source, Stretch stretch) {
        tell(compacted(watch, source, stretch.first()));
    }

    /** What came of looking for the next wanted revision. */
    synchronized void sought(Watch watch, Stretch stretch, EventPage page) {
        if (watch.place != Place.SEEKING) {
            return;
        }
        if (page.upTo() >= stretch.last()) {
            settle(watch);
            return;
        }
        watch.goOn(page.end(), stretch.last());
        if (page.more()) {
            standInLine(watch);
        } else {
            hub.seekLater(watch);
        }
    }

    /** Asks for a progress; false if the hub was asked already and has not come to it. */
    synchronized boolean requestProgress() {
        if (closed || progressRequested) {
            return false;
        }
        progressRequested = true;
        return true;
    }

    /** A progress was asked for, and everything applied before is noted; says whether the stream must be woken. */
    synchronized boolean progressAsked() {
        progressRequested = false;
        progressDue = true;
        return needsWaking();
    }

    /** A task waits at the hub because of this stream. */
    synchronized void taskQueued() {
        queued++;
    }

    /** Such a task is done; says whether that made room for requests, which nobody may be looking for. */
    synchronized boolean taskDone() {
        queued--;
        return !closed && unanswered() == Limits.MAX_WATCHES;
    }

    /** Answers that wait to be polled, and requests that the hub has not come to. */
    synchronized int unanswered() {
        return answers.size() + queued;
    }

    void tick(long now) {
        boolean wake;
        synchronized (this) {
            progressDue |=
                    watches.size() > starting && hub.through() > progress && now - progressNanos >= PROGRESS_NANOS;
            wake = progressDue && needsWaking();
        }
        if (wake) {
            wake();
        }
    }

    /** Whether there is something to poll and nobody was told; whoever asks must then call {@link #wake}. */
    synchronized boolean needsWaking() {
        boolean something = !answers.isEmpty() || !line.isEmpty() || mayTellProgress();
        if (awake || closed || !something) {
            return false;
        }
        awake = true;
        return true;
    }

    /** Whether a progress is due and every watch that has begun is up to date. */
    private boolean mayTellProgress() {
        return progressDue && behind == starting;
    }

    /** Tells whoever polls; never under the monitor. */
    void wake() {
        boolean gone;
        synchronized (this) {
            gone = closed;
        }
        if (!gone) {
            ready.run();
        }
    }

    long progress() {
        return progress;
    }

    /** How many progresses were told. */
    long told() {
        return told;
    }

    synchronized int behind() {
        return behind;
    }

    private void tell(@Nullable WatchPush answer) {
        if (answer != null) {
            answers.add(answer);
        }
    }
}
