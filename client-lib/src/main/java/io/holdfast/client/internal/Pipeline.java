package io.holdfast.client.internal;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.Leader;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
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
 * caller ─submit─▶ arrivals ─drain─▶ waiting ─pump─▶ open on the leader's link ─result─▶ deliveries ─▶ callbacks
 *                                       ▲                        │
 *                                       └── not applied: again ──┘
 * </pre>
 *
 * Batching needs no timer: the first arrival wakes the loop, and whatever arrives until it gets there, or while it writes
 * a frame, goes out with the next frame.
 */
final class Pipeline implements Link.Owner {
    static final long TICK_NANOS = 10_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    /** Enough to make the cost of a frame vanish, little enough that the first calls of it are not kept waiting. */
    private static final int FRAME_BYTES = 256 << 10;

    private static final int FRAME_CALLS = 4096;

    private final Loop loop;
    private final Router router;
    private final Budget budget;
    private final Deliveries deliveries;
    private final DeadlineWheel deadlines;
    private final Backoff pause;

    private final Queue<Call> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean drainDue = new AtomicBoolean();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final ArrayDeque<Call> questions = new ArrayDeque<>();
    private final List<Call> again = new ArrayList<>();
    private long sequence;
    private long pausedUntil;
    private boolean redirected;
    private boolean ticking;
    private volatile boolean closing;
    private volatile boolean closed;
    private @Nullable Consumer<Boolean> whenClosed;

    Pipeline(Settings settings, Loop loop, Transport transport, Callbacks callbacks, Random random) {
        this.loop = loop;
        this.router = new Router(settings, loop, transport, random, this);
        this.budget = new Budget(settings.maxCalls(), settings.maxBytes());
        this.deliveries = new Deliveries(callbacks, budget);
        this.deadlines = new DeadlineWheel(TICK_NANOS, loop.nanoTime());
        this.pause = new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random);
        this.pausedUntil = loop.nanoTime();
    }

    /** Begins to connect. */
    void start() {
        wake();
    }

    @Nullable
    Leader leader() {
        return router.leader();
    }

    int openCalls() {
        return budget.calls();
    }

    /** Takes a call up, or fails it at once on the calling thread. Never blocks. */
    void submit(Call call) {
        if (closing) {
            call.failed(CallFailure.closed(false));
        } else if (!budget.take(call.payload.bytes())) {
            call.failed(CallFailure.notApplied(
                    Kind.OVERLOADED,
                    "too much under way in this client (" + budget
                            + "): wait for answers before calling again, or raise maxInFlight"));
        } else {
            arrivals.add(call);
            wake();
            if (closed) {
                failArrivals();
            }
        }
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
        long now = loop.nanoTime();
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            call.sequence = ++sequence;
            deadlines.add(call);
            (call.payload instanceof Payload.Describe ? questions : waiting).add(call);
        }
        if (closed) {
            abort();
        } else {
            proceed(now);
        }
    }

    /** Sends what can be sent, sees that somebody is connected, and hands on what was settled. */
    private void proceed(long now) {
        try {
            if (!again.isEmpty()) {
                putBack();
            }
            router.advance(now);
            pump(now);
            // Not by `closing`: another thread sets it, perhaps before this loop knows whom to tell of the end.
            if (whenClosed != null && deadlines.size() == 0) {
                end();
            }
            deliveries.flush();
        } finally {
            // Whatever went wrong above: deadlines are kept only while the clock runs.
            keepTicking();
        }
    }

    private void pump(long now) {
        if (!questions.isEmpty()) {
            Link any = router.anyOpen();
            if (any != null) {
                send(any, questions, now);
            }
        }
        if (!waiting.isEmpty() && now - pausedUntil >= 0) {
            Link target = router.target();
            if (target != null) {
                send(target, waiting, now);
            }
        }
    }

    private static void send(Link link, ArrayDeque<Call> calls, long now) {
        while (!calls.isEmpty() && link.canSend()) {
            List<Request> frame = new ArrayList<>(Math.min(calls.size(), FRAME_CALLS));
            int bytes = 0;
            while (frame.size() < FRAME_CALLS && link.hasCredit()) {
                Call call = calls.peek();
                if (call == null || (bytes > 0 && bytes + call.payload.bytes() > FRAME_BYTES)) {
                    break;
                }
                calls.remove();
                if (!call.settled) {
                    frame.add(link.open(call, now));
                    bytes += call.payload.bytes();
                }
            }
            if (!frame.isEmpty()) {
                link.send(frame);
            }
        }
    }

    @Override
    public void opened(Link link, ServerFrame.Hello hello) {
        LOG.debug("connected node={} address={} cluster={}", hello.node(), link.address, hello.cluster());
        router.heard(link, hello.leader());
        proceed(loop.nanoTime());
    }

    @Override
    public void writable(Link link) {
        proceed(loop.nanoTime());
    }

    @Override
    public void received(Link link, ServerFrame frame) {
        if (frame instanceof ServerFrame.Results results) {
            for (Result result : results.results()) {
                take(link, result);
            }
            if (link.phase() == Link.Phase.LEAVING) {
                link.retire();
            }
        } else if (frame instanceof ServerFrame.Credit credit) {
            link.credit(credit.credit());
        } else if (frame instanceof ServerFrame.LeaderChanged changed) {
            router.heard(link, changed.leader());
        } else if (frame instanceof ServerFrame.GoAway away) {
            LOG.debug("going away node={} why={}", link.name(), away.why());
            link.leave();
            link.retire();
            router.notLeading(link, null);
        } else {
            link.fail(Trouble.protocol("a frame this client does not know: " + frame));
        }
        proceed(loop.nanoTime());
    }

    private void take(Link link, Result result) {
        Call call = link.close(result.id());
        if (call == null) {
            return;
        }
        if (result instanceof Result.Failed failed) {
            Verdict verdict = Verdict.of(failed.failure(), call, link);
            if (verdict.again()) {
                again.add(call);
                reroute(link, verdict);
            } else {
                fail(call, verdict.failure());
            }
            return;
        }
        link.wentWell();
        pause.reset();
        redirected = false;
        if (result instanceof Result.Answered answered) {
            call.settle(answered.outcome());
        } else if (result instanceof Result.Described described) {
            call.settle(described.description());
        }
        deadlines.remove(call);
        deliveries.add(call);
    }

    /** A call is to be tried again: elsewhere, or after a pause, or both. */
    private void reroute(Link link, Verdict verdict) {
        if (verdict.elsewhere()) {
            router.notLeading(link, verdict.leader());
        }
        // The first redirect is followed at once; nodes that send us round in circles must not cost a core.
        boolean wait = !verdict.elsewhere() || redirected;
        redirected |= verdict.elsewhere();
        long now = loop.nanoTime();
        if (wait && now - pausedUntil >= 0) {
            pausedUntil = now + Math.max(pause.next(), verdict.retryAfterNanos());
        }
    }

    @Override
    public void closed(Link link, Trouble why, List<Call> open) {
        if (closed) {
            open.forEach(call -> fail(call, CallFailure.closed(call.payload.writes())));
            return;
        }
        LOG.debug("disconnected node={} open={} why={}", link.name(), open.size(), why.message(), why.cause());
        for (Call call : open) {
            if (call.payload.writes()) {
                fail(call, CallFailure.broken(link.name(), why));
            } else {
                again.add(call);
            }
        }
        Trouble hopeless = router.hopeless();
        if (hopeless != null) {
            failWaiting(new CallFailure(hopeless.kind(), false, null, hopeless.message(), hopeless.cause()));
        }
        // Not from here: the link may be in the middle of something.
        wake();
    }

    private void failWaiting(CallFailure failure) {
        putBack();
        for (Call call = waiting.poll(); call != null; call = waiting.poll()) {
            fail(call, failure);
        }
        for (Call call = questions.poll(); call != null; call = questions.poll()) {
            fail(call, failure);
        }
    }

    private void putBack() {
        again.sort(Comparator.comparingLong(call -> call.sequence));
        for (int i = again.size() - 1; i >= 0; i--) {
            Call call = again.get(i);
            (call.payload instanceof Payload.Describe ? questions : waiting).addFirst(call);
        }
        again.clear();
    }

    private void fail(Call call, CallFailure failure) {
        if (!call.settled) {
            call.settle(failure);
            deadlines.remove(call);
            deliveries.add(call);
        }
    }

    private void keepTicking() {
        if (!ticking && !closed && (deadlines.size() > 0 || router.target() == null)) {
            ticking = true;
            loop.schedule(this::tick, TICK_NANOS);
        }
    }

    private void tick() {
        ticking = false;
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        try {
            deadlines.expire(now, call -> fail(call, Verdict.deadline(call, router)));
            // Expired calls leave the queues here; elsewhere they would pile up for as long as an outage lasts.
            waiting.removeIf(call -> call.settled);
            questions.removeIf(call -> call.settled);
            router.tick(now);
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
            boolean byItself = deadlines.size() == 0;
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
            fail(call, CallFailure.closed(false));
        }
        deliveries.flush();
    }

    /** On a caller's thread: what was added when the loop no longer looked. */
    private void failArrivals() {
        for (Call call = arrivals.poll(); call != null; call = arrivals.poll()) {
            call.failed(CallFailure.closed(false));
        }
    }
}
