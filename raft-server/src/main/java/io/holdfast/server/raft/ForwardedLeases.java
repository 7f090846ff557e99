package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.raft.RaftOptions.MemberAddress;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lives of leases on any node: asked of this node's own service while it leads, else of the leader, over the peer link.
 * What was asked within a tick goes in one call. Nothing is sent twice: who asked does that, and renewals may repeat.
 *
 * <p>A renewal counts from when the client sent it, so time spent on the way costs the client's deadline and never gives
 * it one too late; it is acknowledged only by the leader's own service, behind the leader's barrier.
 *
 * <p>Safe for any thread. Owns no thread: {@link #tick} must be called every few milliseconds.
 */
final class ForwardedLeases implements LeaseService {
    /** Questions that may wait or be under way: as many as a few calls carry. */
    static final int MAX_WAITING = 16 * PeerRequest.AskLeases.MAX_REQUESTS;

    /** The leader has answered what it can by then: it has a bound of its own. */
    private static final long TIMEOUT_MILLIS = PeerLeases.MAX_PATIENCE_MILLIS + 1_000;

    private final String self;
    private final LeaderView view;
    private final LeaseService own;
    private final Link link;
    private final LongSupplier clock;

    private final Object lock = new Object();
    private final Queue<Question> waiting = new ArrayDeque<>();
    private int open;
    /** Confined to the ticker thread. */
    private long lastId;

    /**
     * A way to ask.
     *
     * @param self this node's id
     * @param view says who leads
     * @param own this node's own service
     * @param link carries questions to other nodes
     * @param clock monotonic nanoseconds
     */
    ForwardedLeases(String self, LeaderView view, LeaseService own, Link link, LongSupplier clock) {
        this.self = self;
        this.view = view;
        this.own = own;
        this.link = link;
        this.clock = clock;
    }

    /** A way over the peer link. */
    static ForwardedLeases of(RaftOptions options, LeaderView view, LeaseService own, PeerLink peers) {
        return new ForwardedLeases(
                options.node(),
                view,
                own,
                (leader, ask) -> peers.askLeases(MemberAddress.of(leader), ask, TIMEOUT_MILLIS),
                System::nanoTime);
    }

    /** Carries questions to other nodes. */
    @FunctionalInterface
    interface Link {
        /** Asks the leader; its answers, or why there are none, complete the future within a bounded time. */
        CompletableFuture<PeerReply.LeasesTold> ask(Leader leader, PeerRequest.AskLeases question);
    }

    @Override
    public void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        if (otherLeader() == null) {
            own.renew(leases, deadlineNanos, answer);
            return;
        }
        take(new Question(id -> new Request.Renew(id, patience(deadlineNanos), leases), result -> {
            if (result instanceof Result.Renewed renewed && renewed.renewals().size() == leases.size()) {
                answer.answered(renewed.renewals());
            } else {
                answer.failed(failureOf(result));
            }
            answer.flush();
        }));
    }

    @Override
    public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
        if (otherLeader() == null) {
            own.timeToLive(lease, keys, deadlineNanos, answer);
            return;
        }
        take(new Question(id -> new Request.TimeToLive(id, patience(deadlineNanos), lease, keys), result -> {
            if (result instanceof Result.Lives lives) {
                answer.answered(lives.life());
            } else {
                answer.failed(failureOf(result));
            }
            answer.flush();
        }));
    }

    /** Sends what was asked since the last tick. */
    void tick() {
        for (List<Question> batch = next(); !batch.isEmpty(); batch = next()) {
            send(batch);
        }
    }

    /** Whether nobody waits. */
    boolean isIdle() {
        synchronized (lock) {
            return open == 0;
        }
    }

    private void take(Question question) {
        boolean full;
        synchronized (lock) {
            full = open == MAX_WAITING;
            if (!full) {
                open++;
                waiting.add(question);
            }
        }
        if (full) {
            question.hear(new Result.Failed(
                    0,
                    new Failure(
                            Failure.Code.OVERLOADED,
                            Failure.Certainty.NOT_APPLIED,
                            MAX_WAITING + " questions about leases wait for the leader; slow down",
                            null,
                            100)));
        }
    }

    private List<Question> next() {
        synchronized (lock) {
            List<Question> batch = new ArrayList<>();
            while (batch.size() < PeerRequest.AskLeases.MAX_REQUESTS && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            return batch;
        }
    }

    private void send(List<Question> batch) {
        Leader leader = otherLeader();
        if (leader == null) {
            Failure refusal = view.refusal();
            Failure failure = refusal != null
                    ? refusal
                    : Failure.notApplied(Failure.Code.LEADERSHIP_LOST, "node " + self + " leads now; try again");
            batch.forEach(question -> end(question, new Result.Failed(0, failure)));
            return;
        }
        Map<Long, Question> asked = new HashMap<>();
        List<Request> requests = new ArrayList<>();
        for (Question question : batch) {
            long id = ++lastId;
            asked.put(id, question);
            requests.add(question.request(id));
        }
        link.ask(leader, new PeerRequest.AskLeases(self, requests)).whenComplete((told, thrown) -> {
            if (told != null) {
                for (Result result : told.results()) {
                    Question question = asked.remove(result.id());
                    if (question != null) {
                        end(question, result);
                    }
                }
            }
            Failure silent = Failure.unknown(
                    Failure.Code.UNAVAILABLE,
                    "node " + leader.node() + ", which leads, did not answer about leases: " + thrown);
            asked.values().forEach(question -> end(question, new Result.Failed(0, silent)));
        });
    }

    private void end(Question question, Result result) {
        synchronized (lock) {
            open--;
        }
        question.hear(result);
    }

    /** The node to ask; null if that is this one, or nobody is known. */
    private @Nullable Leader otherLeader() {
        Leader leader = view.leads() ? null : view.leader();
        return leader == null || leader.node().equals(self) || leader.address().isEmpty() ? null : leader;
    }

    private int patience(long deadlineNanos) {
        long millis = (deadlineNanos - clock.getAsLong()) / 1_000_000;
        return (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE));
    }

    private static Failure failureOf(Result result) {
        return result instanceof Result.Failed failed
                ? failed.failure()
                : Failure.unknown(Failure.Code.INTERNAL, "the leader answered a question about leases with " + result);
    }

    /** Makes a request of its id. */
    @FunctionalInterface
    private interface Asking {
        Request request(long id);
    }

    /**
     * Somebody's question.
     *
     * @param asking what is asked
     * @param ear hears the answer, once
     */
    private record Question(Asking asking, Consumer<Result> ear) {
        Request request(long id) {
            return asking.request(id);
        }

        void hear(Result result) {
            ear.accept(result);
        }
    }
}
