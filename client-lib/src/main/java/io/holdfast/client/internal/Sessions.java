package io.holdfast.client.internal;

import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.session.RequestId;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.wire.Result;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every session of this client. Confined to the loop, except what is public. */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    /** How long it is tried to find out why a session ended, or to end at the server what ended here. */
    private static final long AFTERMATH_NANOS = TimeUnit.SECONDS.toNanos(30);

    /**
     * Openings and keep-alives that callers may have under way at once. They take nothing from the room of the calls, so
     * that a client busy with writes opens sessions all the same.
     */
    static final int MAX_ASKED = 4_096;

    private final Budget asked = new Budget(MAX_ASKED, Integer.MAX_VALUE);
    private final Settings settings;
    private final Loop loop;
    private final Pipeline pipeline;
    private final Callbacks callbacks;
    private final Heartbeats heartbeats;
    private final WriteSession writes = new WriteSession(this);
    private final SecureRandom ids = new SecureRandom();
    private final Set<SessionLife> known = new LinkedHashSet<>();
    private final Listeners<SessionLife> losses;
    private final Listeners<Beat> beats;
    private int leaving;
    private boolean left;

    Sessions(Settings settings, Loop loop, Pipeline pipeline, Callbacks callbacks) {
        this.settings = settings;
        this.loop = loop;
        this.pipeline = pipeline;
        this.callbacks = callbacks;
        this.beats = new Listeners<>("a listener for renewals", callbacks.errors());
        this.heartbeats = new Heartbeats(loop, pipeline, beats);
        this.losses = new Listeners<>("a listener for lost sessions", callbacks.errors());
        pipeline.add(heartbeats);
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    WriteSession writes() {
        return writes;
    }

    /** A session of the client's own, still to be opened. */
    SessionLife begin() {
        SessionLife life = begin(new Wish(settings.name(), settings.sessionTtlMillis(), 0));
        life.forWrites = true;
        return life;
    }

    SessionLife begin(Wish wish) {
        SessionLife life = new SessionLife(this, loop, newId(), wish, callbacks.errors());
        known.add(life);
        return life;
    }

    private long newId() {
        long id;
        do {
            id = ids.nextLong() >>> 1;
        } while (id == 0);
        return id;
    }

    /** The opening that goes in front of a write. */
    OpenCall openCall(SessionLife life) {
        return new OpenCall(
                this, life, loop.nanoTime() + TimeUnit.MILLISECONDS.toNanos(life.ttlMillis()), Opening.NOBODY);
    }

    /** The session of this client's writes, opened if need be. Any thread; answers on the callback executor. */
    public void current(long deadlineNanos, Opening opening) {
        open(writes::current, deadlineNanos, opening);
    }

    /** The session of this client's writes, open or not yet. On the loop. */
    public SessionLife forWrites() {
        return writes.current();
    }

    /** Opens one more session. Any thread; answers on the callback executor. */
    public void open(Wish wish, long deadlineNanos, Opening opening) {
        open(() -> begin(wish), deadlineNanos, opening);
    }

    private void open(Supplier<SessionLife> which, long deadlineNanos, Opening opening) {
        if (asked.take(0)) {
            Aside waiting = new Aside(opening);
            enter(() -> open(which.get(), deadlineNanos, waiting), waiting);
        } else {
            opening.failed(overloaded());
        }
    }

    private CallFailure overloaded() {
        return CallFailure.notApplied(
                CallFailure.Kind.OVERLOADED,
                "too many sessions and leases are being opened or taken over by this client (" + MAX_ASKED
                        + " at once): wait for answers before asking again");
    }

    /** Keeps a lease alive. Any thread; answers on the callback executor. */
    public void keep(long lease, long deadlineNanos, Keeping waiting) {
        if (!asked.take(0)) {
            waiting.failed(overloaded());
            return;
        }
        try {
            loop.execute(() -> {
                if (pipeline.closing()) {
                    tell(() -> waiting.failed(CallFailure.closed(false)));
                } else {
                    pipeline.submitOwn(new KeepCall(this, loop, lease, deadlineNanos, callbacks.errors(), waiting));
                }
            });
        } catch (RejectedExecutionException e) {
            tell(() -> waiting.failed(CallFailure.closed(false)));
        }
    }

    /** The answer to an opening or a keep-alive that room was taken for. Once for each. */
    void tell(Runnable answer) {
        asked.give(1, 0);
        callbacks.run(answer);
    }

    /** A lease is to be kept no more. Any thread. */
    void drop(Keeper keeper) {
        enter(() -> heartbeats.remove(keeper), Opening.NOBODY);
    }

    /** The lowest number of a session whose outcome this side lacks; 0 if it is none of this client's. */
    long floor(long session) {
        for (SessionLife life : known) {
            if (life.id() == session) {
                return life.window.floor();
            }
        }
        return 0;
    }

    /** The outcome of a write was asked for and is known, or never will be. */
    void resolved(RequestId name) {
        for (SessionLife life : known) {
            if (life.id() == name.session()) {
                life.window.ended(name.sequence());
            }
        }
    }

    /** Ends a session on this side: its owner closes it. Any thread. */
    public void close(SessionLife life) {
        enter(() -> life.end(new Ended(SessionEnd.CLOSED, "closed by this client")), Opening.NOBODY);
    }

    /** Lets a listener hear of every session that ended without being closed; the result takes it away. Any thread. */
    public Runnable onLoss(Consumer<SessionLife> listener, Executor executor) {
        return losses.add(listener, executor);
    }

    /** Lets a listener hear of acknowledged heartbeats; the result takes it away. Any thread. */
    public Runnable onBeat(Consumer<Beat> listener, Executor executor) {
        return beats.add(listener, executor);
    }

    /** Where callbacks run if the caller names no executor. */
    public Executor callbackExecutor() {
        return callbacks::run;
    }

    private void enter(Runnable task, Opening opening) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            opening.failed(CallFailure.closed(false));
        }
    }

    private void open(SessionLife life, long deadlineNanos, Opening waiting) {
        if (pipeline.closing()) {
            notOpened(life, CallFailure.closed(false));
            waiting.failed(CallFailure.closed(false));
        } else if (life.isLive()) {
            waiting.opened(life);
        } else {
            pipeline.submitOwn(new OpenCall(this, life, deadlineNanos, waiting));
        }
    }

    /** A session was over before it was open: whoever waits for it gets one in its place, if there is time. */
    void another(SessionLife over, long deadlineNanos, Opening waiting) {
        if (deadlineNanos - loop.nanoTime() <= 0) {
            waiting.failed(OpenCall.TOO_LATE);
        } else {
            open(over.forWrites ? writes.current() : begin(over.wish()), deadlineNanos, waiting);
        }
    }

    /** An attempt to open a session failed. Nobody will ever hold it, unless writes use it: it must not live on. */
    void notOpened(SessionLife life, CallFailure why) {
        if (life.isOpening() && !life.forWrites) {
            if (life.mayExist()) {
                farewell(life);
            }
            life.end(new Ended(SessionEnd.UNKNOWN, "it could not be opened: " + why.message()));
        }
    }

    /** Ends at the server what is over on this side. */
    void farewell(SessionLife life) {
        pipeline.submitOwn(new Farewell(life.id(), false));
    }

    /** Tells whoever waits on the callback executor. */
    private final class Aside implements Opening {
        private final Opening waiting;

        Aside(Opening waiting) {
            this.waiting = waiting;
        }

        @Override
        public void opened(SessionLife life) {
            tell(() -> waiting.opened(life));
        }

        @Override
        public void refused(Outcome.Rejection why) {
            tell(() -> waiting.refused(why));
        }

        @Override
        public void failed(CallFailure why) {
            tell(() -> waiting.failed(why));
        }
    }

    /** How a session ended, from the rejection that said so. */
    Ended end(Outcome.Rejection rejection) {
        return new Ended(
                rejection.reason() == Reason.SESSION_NOT_FOUND ? SessionEnd.of(rejection.bound()) : SessionEnd.UNKNOWN,
                rejection.message());
    }

    /** A session is over: asks why, and ends it at the server if that still knows it. */
    void findOut(SessionLife life, boolean gone) {
        pipeline.submitOwn(new EndQuestion(life, gone));
    }

    /** A session is over and known to be. */
    void forget(SessionLife life, Ended why) {
        if (known.remove(life)) {
            if (why.end() == SessionEnd.CLOSED) {
                LOG.debug("session closed id={} name={}", Long.toHexString(life.id()), life.name());
            } else {
                LOG.warn(
                        "session not resumed id={} name={} end={} why={}",
                        Long.toHexString(life.id()),
                        life.name(),
                        why.end(),
                        why.message());
            }
        }
    }

    /** An open session is over and this client did not close it; why may be found out later. */
    void lost(SessionLife life) {
        losses.tell(life);
    }

    void onCallbacks(Runnable task) {
        callbacks.run(task);
    }

    /** Ends every session because the client ends; whether that is done: the first call begins it. */
    boolean leave() {
        if (!left && leaving == 0) {
            boolean reachable = pipeline.connected();
            for (SessionLife life : List.copyOf(known)) {
                if (reachable && life.mayExist()) {
                    leaving++;
                    pipeline.submitOwn(new Farewell(life.id(), true));
                }
                life.end(new Ended(SessionEnd.CLOSED, "the client was closed"));
            }
            left = leaving == 0;
        }
        // Nobody waits for a connection to come back only to say good-bye.
        return left || !pipeline.connected();
    }

    /** The client ended: whatever still lives is left to its time to live. */
    void ended() {
        left = true;
        for (SessionLife life : List.copyOf(known)) {
            life.end(new Ended(SessionEnd.CLOSED, "the client was closed"));
        }
    }

    /** Ends at the server what ended here. */
    private final class Farewell extends LoopCall {
        private final boolean awaited;

        Farewell(long session, boolean awaited) {
            super(Payload.Idempotent.of(new SessionCommand.Close(session)), loop.nanoTime() + AFTERMATH_NANOS);
            this.awaited = awaited;
        }

        @Override
        protected void answered(Result result) {
            done();
        }

        @Override
        protected void failed(CallFailure failure) {
            LOG.debug("a session was left to its time to live why={}", failure.message());
            done();
        }

        private void done() {
            if (awaited && --leaving == 0) {
                left = true;
            }
        }
    }

    /** Asks why a session ended. */
    private final class EndQuestion extends LoopCall {
        private final SessionLife life;
        private final boolean gone;

        EndQuestion(SessionLife life, boolean gone) {
            super(Payload.Read.of(new SessionQuery(life.id())), loop.nanoTime() + AFTERMATH_NANOS);
            this.life = life;
            this.gone = gone;
        }

        @Override
        protected void answered(Result result) {
            if (result instanceof Result.Answered answer && answer.outcome() instanceof Outcome.Rejection rejection) {
                life.tell(end(rejection));
                return;
            }
            // It lives there yet: for this side it is over all the same, so it must be for the others.
            life.tell(new Ended(SessionEnd.EXPIRED, "no renewal was acknowledged in time on this side"));
            farewell(life);
        }

        @Override
        protected void failed(CallFailure failure) {
            life.tell(new Ended(
                    gone ? SessionEnd.UNKNOWN : SessionEnd.EXPIRED,
                    (gone ? "the leader no longer knows it" : "no renewal was acknowledged in time on this side")
                            + "; why cannot be found out: " + failure.message()));
        }
    }
}
