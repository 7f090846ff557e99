package io.holdfast.server.watch;

import io.holdfast.model.event.Event;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.WatchHub;
import io.holdfast.statemachine.watch.Bookmark;
import io.holdfast.statemachine.watch.EventPage;
import io.holdfast.statemachine.watch.WatchSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Watches that are served from history.
 *
 * <p>Apply says that there is something new and nothing else ({@link #advanced}). One task on the hub's executor then
 * reads the new events from the published state, finds whose they are, notes their revisions at those watches and wakes
 * their streams. The events themselves wait nowhere but in the history: whoever polls a stream reads them there. A hub
 * that falls behind, or a history that jumps, is a stretch to be looked through, not a queue that grows.
 *
 * <p>Fields marked "hub's" are confined to the executor, which must run one task at a time, in order.
 */
public final class HistoryHub implements WatchHub {
    /** Events matched before the streams are woken and the tasks get their turn. */
    private static final int ADVANCE_EVENTS = 4_096;

    /** As above: events noted at watches, each as often as there are watches that want it. */
    private static final int ADVANCE_NOTES = 64 << 10;

    /** Watches begun, ended and so on before new events get their turn. */
    private static final int TASKS_A_PASS = 1_024;

    /** Watches that catch up and get a share before new events get their turn. */
    private static final int SEEKS_A_PASS = 4;

    /** Their share: so many events looked at. */
    private static final int SEEK_EVENTS = 8_192;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Supplier<WatchSource> source;
    private final Executor executor;
    private final LongSupplier nanos;
    private final ServerMetrics metrics;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** How often the hub was asked to look since it last began to. */
    private final AtomicInteger wanted = new AtomicInteger();

    private final Set<WatchLine> lines = ConcurrentHashMap.newKeySet();
    private final WatchRoom room;
    private final AppliedTimes times = new AppliedTimes();

    /** Written by the hub: every event up to here is noted at its watches. */
    private volatile long through;

    /** Written by the hub: whether anybody watches. While nobody does, apply is spared the waking. */
    private volatile boolean watching;

    /** Hub's. */
    private final WatchIndex index = new WatchIndex();

    /** Hub's: how many events of the revision after {@code through} are noted at their watches. */
    private int within;

    /** Hub's: watches for which the next revision they want is looked for, in the order of their turns. */
    private final Set<Watch> seeking = new LinkedHashSet<>();

    /** Hub's: watches that begin at a revision this node has not reached, by that revision. */
    private final TreeMap<Long, Set<Watch>> waiting = new TreeMap<>();

    /** Hub's: streams to be woken at the end of the pass. */
    private final List<WatchLine> toWake = new ArrayList<>();

    /** Hub's: progresses asked for that are due once everything up to their revision is noted; in order of it. */
    private final Queue<Asked> asked = new ArrayDeque<>();

    /** Hub's: what this pass matched and noted so far. */
    private int matched;

    private int noted;

    /** The ticker's. */
    private long lastTick;

    /** A stream that asked for a progress when the state was at {@code revision}. */
    private record Asked(WatchLine line, long revision) {}

    /**
     * A hub.
     *
     * @param source the state published last
     * @param executor runs one task at a time, in order
     * @param nanos the monotonic clock
     * @param maxBytes how much memory all watches together may take, each with its keys and a little more
     */
    public HistoryHub(
            Supplier<WatchSource> source, Executor executor, LongSupplier nanos, ServerMetrics metrics, long maxBytes) {
        this.source = source;
        this.executor = executor;
        this.nanos = nanos;
        this.metrics = metrics;
        this.room = new WatchRoom(maxBytes);
        this.through = source.get().revision();
        this.lastTick = nanos.getAsLong();
        metrics.gauge("watches.open.count", "Watches open now", room::count);
        metrics.gauge("watches.behind.count", "Watches that have not been given everything yet", this::behind);
        metrics.gauge("watches.lag.revisions", "Revisions applied whose events are not with their watches yet", () -> {
            long unseen = source.get().revision() - through;
            return watching ? Math.max(0, unseen) : 0;
        });
    }

    @Override
    public WatchStream open(Runnable ready) {
        WatchLine line = new WatchLine(this, ready, through, nanos.getAsLong());
        lines.add(line);
        return new StreamOfWatches(this, line);
    }

    /** The state has moved on and is published. Apply's thread; never waits. */
    public void advanced() {
        if (watching) {
            long now = nanos.getAsLong();
            if (times.isDue(now)) {
                times.note(source.get().revision(), now);
            }
            signal();
        }
    }

    /** The events up to this revision were handed to a connection: a sample of how long that takes. */
    void pushed(long revision) {
        long lag = times.since(revision, nanos.getAsLong());
        if (lag != AppliedTimes.UNKNOWN) {
            metrics.stages().watchPushed(lag);
        }
    }

    /** Lets streams tell their progress when it is time; to be called every few milliseconds, by one thread. */
    public void tick() {
        long now = nanos.getAsLong();
        if (now - lastTick >= TICK_NANOS) {
            lastTick = now;
            lines.forEach(line -> line.tick(now));
        }
    }

    /** How many watches are open. */
    public long count() {
        return room.count();
    }

    /** The state published last. */
    WatchSource source() {
        return source.get();
    }

    /** Every event up to here is noted at its watches; read it before what was noted. */
    long through() {
        return through;
    }

    ServerMetrics metrics() {
        return metrics;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** Takes memory for one more watch; says whether there was enough. */
    boolean reserve(Watch watch) {
        return room.take(watch);
    }

    /** A watch that was reserved for has ended; any thread, once. */
    void ended(Watch watch) {
        room.giveBack(watch);
        later(watch.line, () -> forget(watch));
    }

    /** A stream is closed; these were its watches, which were reserved for. */
    void closed(WatchLine line, List<Watch> gone) {
        lines.remove(line);
        gone.forEach(room::giveBack);
        later(() -> gone.forEach(this::forget));
    }

    /** Begins a watch, once the state is where it asks for. */
    void beginLater(Watch watch) {
        later(watch.line, () -> begin(watch));
    }

    /** Looks for the next revision that a watch wants, in shares. */
    void seekLater(Watch watch) {
        later(() -> seeking.add(watch)); // before it can be forgotten
    }

    /** Wakes a stream after everybody else had a turn. */
    void wakeLater(WatchLine line) {
        later(() -> {
            line.rested();
            toWake.add(line);
        });
    }

    /** Everything applied by now is noted before the stream is told to tell its progress. */
    void progressLater(WatchLine line) {
        later(() -> asked.add(new Asked(line, source.get().revision())));
    }

    /** A task that a client's request is the cause of: it counts as unanswered until it is done. */
    private void later(WatchLine line, Runnable task) {
        line.taskQueued();
        later(() -> {
            task.run();
            wakeIf(line.taskDone(), line);
        });
    }

    private void later(Runnable task) {
        tasks.add(task);
        signal();
    }

    private void signal() {
        if (wanted.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int seen = wanted.get();
        while (seen != 0) {
            pass();
            seen = wanted.addAndGet(-seen);
        }
    }

    private void pass() {
        boolean more = advance();
        for (int i = 0; i < TASKS_A_PASS; i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            task.run();
        }
        for (int i = 0; i < SEEKS_A_PASS; i++) {
            Iterator<Watch> next = seeking.iterator();
            if (!next.hasNext()) {
                break;
            }
            Watch watch = next.next();
            next.remove();
            seek(watch);
        }
        beginReached();
        if (watching && index.isEmpty() && waiting.isEmpty()) {
            watching = false;
        }
        tellAsked();
        if (more || !asked.isEmpty() || !tasks.isEmpty() || !seeking.isEmpty()) {
            wanted.incrementAndGet();
        }
        List<WatchLine> woken = List.copyOf(toWake);
        toWake.clear();
        woken.forEach(WatchLine::wake);
    }

    /** Notes new events at their watches; says whether some are left for the next pass. */
    private boolean advance() {
        if (!watching) {
            return false;
        }
        WatchSource state = source.get();
        if (through + 1 < state.floor()) {
            long first = through + 1;
            // Noted before they are passed, as below: whoever reads "through" relies on it.
            lines.forEach(line -> line.missed(first, state.revision()));
            reached(Bookmark.after(state.revision()));
        } else if (through < state.revision()) {
            matched = 0;
            noted = 0;
            reached(state.visit(new Bookmark(through, within, within), this::match));
        }
        return through < state.revision();
    }

    private void reached(Bookmark end) {
        through = end.after();
        within = end.within();
    }

    /** Notes an event at its watches; says whether that is enough for this pass. */
    private boolean match(Event event) {
        index.match(event.keyValue().key(), watch -> {
            boolean wanted = event.kind() == Event.Kind.PUT ? watch.spec.puts() : watch.spec.deletes();
            if (wanted) {
                noted++;
                wakeIf(watch.line.note(watch, event.revision()), watch.line);
            }
        });
        matched++;
        return matched >= ADVANCE_EVENTS || noted >= ADVANCE_NOTES;
    }

    private void begin(Watch watch) {
        if (!watching) {
            // Before the state is looked at: apply publishes, then asks whether anybody watches.
            watching = true;
            reached(Bookmark.after(source.get().revision()));
        }
        if (watch.spec.atLeast() > through) {
            if (watch.line.isStarting(watch)) {
                waiting.computeIfAbsent(watch.spec.atLeast(), revision -> new LinkedHashSet<>())
                        .add(watch);
            }
            return;
        }
        index.add(watch);
        // Of a revision that is noted in part, the watch was not there when the beginning was.
        if (!watch.line.begin(watch, source.get(), within > 0 ? through + 1 : through)) {
            index.remove(watch);
        }
        wakeIf(watch.line.needsWaking(), watch.line);
    }

    private void beginReached() {
        while (!waiting.isEmpty() && waiting.firstKey() <= through) {
            waiting.pollFirstEntry().getValue().forEach(this::begin);
        }
    }

    private void tellAsked() {
        if (!watching && !asked.isEmpty()) {
            reached(Bookmark.after(source.get().revision()));
        }
        while (!asked.isEmpty() && asked.element().revision() <= through) {
            WatchLine line = asked.remove().line();
            wakeIf(line.progressAsked(), line);
        }
    }

    private void forget(Watch watch) {
        index.remove(watch);
        seeking.remove(watch);
        Set<Watch> waitingToo = waiting.get(watch.spec.atLeast());
        if (waitingToo != null && waitingToo.remove(watch) && waitingToo.isEmpty()) {
            waiting.remove(watch.spec.atLeast());
        }
    }

    private void seek(Watch watch) {
        WatchLine line = watch.line;
        Watch.Stretch stretch = line.takeToSeek(watch);
        if (stretch == null) {
            return;
        }
        WatchSource state = source.get();
        if (stretch.first() < state.floor()) {
            line.compactedWhileSought(watch, state, stretch);
        } else {
            EventPage page = state.seek(watch.spec, stretch.start(), stretch.last(), SEEK_EVENTS);
            line.sought(watch, stretch, page);
        }
        wakeIf(line.needsWaking(), line);
    }

    private void wakeIf(boolean needed, WatchLine line) {
        if (needed) {
            toWake.add(line);
        }
    }

    private long behind() {
        long sum = 0;
        for (WatchLine line : lines) {
            sum += line.behind();
        }
        return sum;
    }
}
