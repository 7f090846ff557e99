package io.holdfast.client.internal.election;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.LoopCall;
import io.holdfast.client.internal.Payload;
import io.holdfast.client.internal.SerialExecutor;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.LockQuery;
import io.holdfast.wire.Result;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One observation. A notice only says that there may be something new; what it is, is asked for by the number of the last
 * change that is known, from the replicated state. So a notice that is lost, doubled or late, or a stream that breaks, neither
 * hides a change nor doubles one.
 *
 * <p>One question at a time, and none before the observer was told what the last one brought: what an observer takes
 * slowly waits in the cluster, within its bound, and not here.
 *
 * <pre>
 * QUIET ──noticed──▶ asking ──answered──▶ being told ──told, nothing noticed since──▶ QUIET
 *                      ▲                                │
 *                      └──told, noticed since, or more──┘
 * </pre>
 *
 * Confined to the loop, except where said.
 */
final class Observation {
    private static final Logger LOG = LoggerFactory.getLogger(Observation.class);

    private static final long QUESTION_NANOS = TimeUnit.SECONDS.toNanos(10);
    static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Before the first answer. */
    private static final long NOTHING = -1;

    private final Observations room;
    private final String name;
    private final ElectionObserver observer;
    private final SerialExecutor executor;
    /** Any thread. */
    private final AtomicBoolean closed = new AtomicBoolean();

    private Runnable unsubscribe = () -> {};
    /** The number of the last change that is known here. */
    private long after = NOTHING;

    private boolean noticed;
    private boolean asking;
    private boolean telling;
    private boolean complained;

    Observation(Observations room, String name, ElectionObserver observer, Executor executor) {
        this.room = room;
        this.name = name;
        this.observer = observer;
        this.executor = new SerialExecutor(executor);
    }

    void begin() {
        if (!closed.get()) {
            unsubscribe = room.topics().subscribe(new Topic(TopicKind.ELECTION, name), this::noticed);
        }
    }

    /** Any thread. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            room.closed();
            // Behind the beginning, which may be on its way yet.
            room.onLoop(() -> unsubscribe.run());
        }
    }

    private void noticed() {
        noticed = true;
        ask();
    }

    private void ask() {
        if (noticed && !asking && !telling && !closed.get()) {
            noticed = false;
            asking = true;
            room.pipeline().submitOwn(new Question());
        }
    }

    private void answered(LockOutcome.Changes page) {
        complained = false;
        boolean first = after == NOTHING;
        // Numbers only ever rise; unless the cluster was put back to an earlier state.
        boolean missed = !first && (page.missed() || page.head() < after);
        after = page.head();
        noticed |= page.more();
        if (first || missed) {
            tell(() -> observer.standing(page.leader(), missed));
        } else {
            page.changes().forEach(change -> tell(() -> observer.changed(change)));
        }
        if (first || missed || !page.changes().isEmpty()) {
            telling = true;
            executor.execute(() -> room.onLoop(this::told));
        } else {
            ask();
        }
    }

    private void tell(Runnable news) {
        executor.execute(() -> {
            if (!closed.get()) {
                try {
                    news.run();
                } catch (Throwable thrown) {
                    room.errors().failed("an observer of the election " + name, thrown);
                }
            }
        });
    }

    private void told() {
        telling = false;
        ask();
    }

    /** Asks again in a while: whatever it is, it may pass. */
    private void unanswered(String why) {
        if (!complained && !closed.get()) {
            complained = true;
            LOG.warn("an election cannot be observed, asking again election={} why={}", name, why);
        }
        noticed = true;
        room.loop().schedule(this::ask, AGAIN_NANOS);
    }

    /** What came after the last change that is known. */
    private final class Question extends LoopCall {
        Question() {
            super(
                    Payload.Read.of(new LockQuery.Changes(name, after, 0)),
                    room.loop().nanoTime() + QUESTION_NANOS);
        }

        @Override
        protected void answered(Result result) {
            asking = false;
            if (result instanceof Result.Answered answered && answered.outcome() instanceof LockOutcome.Changes page) {
                Observation.this.answered(page);
            } else if (result instanceof Result.Answered answered
                    && answered.outcome() instanceof Outcome.Rejection rejection) {
                // As a rule a lock has the name now. Once that is gone, it may be an election again.
                unanswered(rejection.message());
            } else {
                unanswered("an answer of the wrong kind (" + result.getClass().getSimpleName() + ")");
            }
        }

        @Override
        protected void failed(CallFailure failure) {
            asking = false;
            if (failure.kind() != CallFailure.Kind.CLOSED) {
                unanswered(failure.message());
            }
        }
    }
}
