package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From callers to the leader and back. Any thread submits; everything else is confined to the loop. Owns no thread.
 *
 * <pre>
 * caller ─submit─▶ arrivals ─drain─▶ {@link Queues} ─{@link Sender}─▶ open on a link ─result─▶ {@link Endings} ─▶ callbacks
 *                                       ▲                        │
 *                                       └── not applied: again ──┘
 * </pre>
 *
 * What lives on the streams beside the calls hears of links as a {@link LinkListener}.
 */
public final class Pipeline implements Link.Owner {
    static final long TICK_NANOS = 10_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final Loop loop;
    private final Router router;
    private final Endings endings;
    private final Queues queues = new Queues();
    private final Sessions sessions;
    private final Sender sender;
    private final Answers answers;
    private final List<LinkListener> listeners = new ArrayList<>();
    private final Leading leading = new Leading();

    private final Queue<Call> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainDue = new AtomicBoolean();
    private boolean ticking;
    private volatile boolean closing;
    private volatile boolean closed;
    private @Nullable Consumer<Boolean> whenClosed;

    Pipeline(Settings settings, Loop loop, Transport transport, Callbacks callbacks, Random random) {
        this.loop = loop;
        this.router = new Router(settings, loop, transport, random, this);
        this.endings = new Endings(settings, callbacks, TICK_NANOS, loop.nanoTime());
        this.sessions = new Sessions(settings, loop, this, callbacks);
        this.sender = new Sender(settings, queues, router, sessions.writes(), endings, random, loop.nanoTime());
        this.answers = new Answers(loop, router, sender, queues, endings, sessions);
    }

    /** Lets somebody hear of links. Before the start. */
    void add(LinkListener listener) {
        listeners.add(listener);
    }

    /** Lets somebody hear of the stream that writes go out on. Any thread. */
    public void add(LeaderListener listener) {
        try {
            loop.execute(() -> leading.add(listener));
        } catch (RejectedExecutionException e) {
            LOG.trace("added after the end", e);
            listener.ended();
        }
    }

    /** Where all of this happens. */
    public Loop loop() {
        return loop;
    }

    /** Who is connected. For the loop. */
    Router router() {
        return router;
    }

    /** Begins to connect. */
    void start() {
        wake();
    }

    @Nullable
    Leader leader() {
        return router.leader();
    }

    /** A link for watches, the same one until it breaks; null while there is none. On the loop. */
    @Nullable
    Link watchLink() {
        return router.spread().forWatches(loop.nanoTime());
    }

    /** No watch is left: none of the links is kept for them. On the loop. */
    void endWatches() {
        router.spread().endWatches();
    }

    /** The trouble nobody gets over by waiting, if there is one. On the loop. */
    @Nullable
    Trouble hopeless() {
        return router.hopeless();
    }

    /** The highest revision any answer has shown this client. Any thread. */
    long seen() {
        return answers.seen();
    }

    int openCalls() {
        return endings.admitted();
    }

    /** Takes a call up, or fails it at once on the calling thread. Never blocks. */
    void submit(Call call) {
        if (closing) {
            call.failed(CallFailure.closed(false));
        } else if (endings.admit(call)) {
            arrivals.add(call);
            wake();
            if (closed) {
                failArrivals();
            }
        }
    }

    /** Takes a call of the client's own up. On the loop only. */
    public void submitOwn(LoopCall call) {
        endings.began(call);
        queues.add(call);
        if (closed) {
            endings.fail(call, CallFailure.closed(false));
        }
        wake();
    }

    /** Every session of this client. */
    public Sessions sessions() {
        return sessions;
    }

    /** Whether calls are refused because the client ends. Any thread. */
    public boolean closing() {
        return closing;
    }

    /** Whether there is a way to the leader. On the loop only. */
    boolean connected() {
        return router.route() != null;
    }

    private void wake() {
        if (!drainDue.get() && drainDue.compareAndSet(false, true)) {
            try {
                loop.execute(this::drain);
            } catch (RejectedExecutionException e) {
                // The loop ended with the client; submit() fails what it has just added.
                LOG.trace("woken after the end", e);
            }
        }
    }

    private void drain() {
        // First, so that whatever arrives from here on wakes the loop again.
        drainDue.set(false);
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            endings.began(call);
            queues.add(call);
        }
        if (closed) {
            abort();
        } else {
            proceed(loop.nanoTime());
        }
    }

    /** Sends what can be sent, sees that somebody is connected, and hands on what was settled. */
    private void proceed(long now) {
        try {
            queues.restore();
            router.advance(now);
            leading.look(router.route());
            sender.pump(now);
            if (endings.flush()) {
                wake();
            }
            // Not by `closing`: another thread sets it, perhaps before this loop knows whom to tell of the end.
            if (whenClosed != null && endings.open() == 0 && sessions.leave()) {
                end();
            }
        } finally {
            // Whatever went wrong above: deadlines are kept only while the clock runs.
            keepTicking();
        }
    }

    @Override
    public void opened(Link link, ServerFrame.Hello hello) {
        LOG.debug("connected node={} address={} cluster={}", hello.node(), link.address, hello.cluster());
        router.greeted(link, hello.leader());
        listeners.forEach(listener -> listener.opened(link));
        proceed(loop.nanoTime());
    }

    @Override
    public void silent(Link link) {
        long now = loop.nanoTime();
        router.spread().failed(link, 0, now);
        if (router.spread().hasOther(link, now)) {
            link.recall().forEach(queues::again);
            wake();
        }
    }

    @Override
    public void timePassed() {
        long now = loop.nanoTime();
        listeners.forEach(listener -> listener.tick(now));
        proceed(now);
    }

    @Override
    public void writable(Link link) {
        proceed(loop.nanoTime());
    }

    @Override
    public void received(Link link, ServerFrame frame) {
        if (frame instanceof ServerFrame.Results results) {
            for (Result result : results.results()) {
                answers.take(link, result);
            }
            if (link.phase() == Link.Phase.LEAVING) {
                link.retire();
            }
        } else if (frame instanceof ServerFrame.Watched watched) {
            listeners.forEach(listener -> listener.watched(link, watched));
        } else if (frame instanceof ServerFrame.Locked locked) {
            leading.locked(locked.pushes());
        } else if (frame instanceof ServerFrame.Noticed noticed) {
            leading.noticed(noticed.topics());
        } else if (frame instanceof ServerFrame.Credit credit) {
            link.credit(credit.credit());
        } else if (frame instanceof ServerFrame.LeaderChanged changed) {
            router.heard(link, changed.leader());
        } else if (frame instanceof ServerFrame.GoAway away) {
            goingAway(link, away.why());
        } else {
            link.fail(Trouble.protocol("a frame this client does not know: " + frame));
        }
        proceed(loop.nanoTime());
    }

    /** Leaves an open stream for a new one as soon as no call is open on it. On the loop only. */
    void leave(Link link, String why) {
        if (link.phase() == Link.Phase.OPEN) {
            goingAway(link, why);
            proceed(loop.nanoTime());
        }
    }

    private void goingAway(Link link, String why) {
        LOG.debug("going away node={} why={}", link.name(), why);
        link.leave();
        link.retire();
        router.notLeading(link, null);
    }

    @Override
    public void closed(Link link, Trouble why, List<Call> open) {
        if (closed) {
            open.forEach(call -> endings.fail(call, CallFailure.closed(call.payload.writes())));
            return;
        }
        LOG.debug("disconnected node={} open={} why={}", link.name(), open.size(), why.message(), why.cause());
        answers.broken(link, why, open);
        Trouble hopeless = router.hopeless();
        if (hopeless != null) {
            failWaiting(new CallFailure(hopeless.kind(), false, null, hopeless.message(), hopeless.cause()));
        }
        listeners.forEach(listener -> listener.closed(link));
        // Not from here: the link may be in the middle of something.
        wake();
    }

    private void failWaiting(CallFailure failure) {
        queues.drain(call -> endings.fail(call, failure));
    }

    private void keepTicking() {
        if (!ticking && !closed && (endings.timed() || router.target() == null || listenersTick())) {
            ticking = true;
            loop.schedule(this::tick, TICK_NANOS);
        }
    }

    private boolean listenersTick() {
        for (LinkListener listener : listeners) {
            if (listener.ticking()) {
                return true;
            }
        }
        return false;
    }

    private void tick() {
        ticking = false;
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        try {
            endings.expire(now, call -> router.spread().expired(call, now));
            queues.purge();
            router.tick(now);
            listeners.forEach(listener -> listener.tick(now));
        } finally {
            proceed(now);
        }
    }

    /**
     * Refuses calls from here on; waits for the open ones for {@code patienceNanos}, then fails them. Any thread.
     *
     * @param whenClosed told on the loop when all is settled and every stream ended: whether every call had ended by
     *     itself
     */
    void close(long patienceNanos, Consumer<Boolean> whenClosed) {
        closing = true;
        loop.execute(() -> {
            this.whenClosed = whenClosed;
            loop.schedule(this::end, patienceNanos);
            proceed(loop.nanoTime());
        });
    }

    /** Ends without waiting any longer: open calls fail. Does nothing after the end. Any thread. */
    void endNow() {
        closing = true;
        try {
            loop.execute(this::end);
        } catch (RejectedExecutionException e) {
            LOG.trace("ended already", e);
        }
    }

    private void end() {
        if (!closed) {
            closed = true;
            boolean byItself = endings.open() == 0;
            sessions.ended();
            listeners.forEach(LinkListener::ended);
            leading.end();
            abort();
            if (whenClosed != null) {
                whenClosed.accept(byItself);
            }
        }
    }

    private void abort() {
        failWaiting(CallFailure.closed(false));
        router.abandon(Trouble.unavailable("the client was closed"));
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            endings.fail(call, CallFailure.closed(false));
        }
        endings.flush();
    }

    /** On a caller's thread: what was added when the loop no longer looked. */
    private void failArrivals() {
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            call.failed(CallFailure.closed(false));
        }
    }
}
