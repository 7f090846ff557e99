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
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lives of leases on any node: asked of this node's own service while it leads, else of the leader, over the peer link.
 * What was asked within a tick goes in one call, but for questions about keys: their answers are large, so each has a call
 * of its own, and few of these are under way. When another leader comes, what is not answered is asked of that one.
 *
 * <p>A renewal counts from when the client sent it, so time spent on the way costs the client's deadline and never gives
 * it one too late; it is acknowledged only by the leader's own service, behind the leader's barrier.
 *
 * <p>Safe for any thread. Owns no thread: {@link #tick} must be called every few milliseconds.
 */
final class ForwardedLeases implements LeaseService {
    /** Questions that may wait or be under way: as many as a few calls carry. */
    static final int MAX_OPEN = 16 * PeerRequest.AskLeases.MAX_REQUESTS;

    /** Those among them that ask for keys. */
    static final int MAX_OPEN_KEYS = 64;

    /** Leases that one call is about, at most, unless a single question is about more. */
    static final int MAX_CALL_LEASES = 32_768;

    /** Calls under way; fewer than the leader takes of a node. */
    static final int MAX_CALLS = PeerLeases.MAX_CALLS / 2;

    /** The leader has answered what it can by then: it has a bound of its own. */
    private static final long TIMEOUT_MILLIS = PeerLeases.MAX_PATIENCE_MILLIS + 1_000;

    private final String self;
    private final LeaderView view;
    private final LeaseService own;
    private final Link link;
    private final LongSupplier clock;

    private final Object lock = new Object();
    private final Queue<LeaseQuestion> waiting = new ArrayDeque<>();
    private final Queue<LeaseQuestion> waitingForKeys = new ArrayDeque<>();
    private final Set<Call> calls = new LinkedHashSet<>();
    private boolean stopping;

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
                (leader, ask, ear) -> peers.askLeases(MemberAddress.of(leader), ask, TIMEOUT_MILLIS, ear),
                System::nanoTime);
    }

    /** Carries questions to other nodes. */
    @FunctionalInterface
    interface Link {
        /** Asks the leader. The ear hears of the end within a bounded time. */
        void ask(Leader leader, PeerRequest.AskLeases question, Ear ear);
    }

    /** Hears one call, part by part. One thread at a time. */
    interface Ear {
        /** Some answers. */
        void told(PeerReply.LeasesTold part);

        /** There are no more, for this reason. */
        void ended(String why);
    }

    @Override
    public void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        if (otherLeader() == null) {
            own.renew(leases, deadlineNanos, answer);
        } else {
            take(new LeaseQuestion.Renewing(leases, deadlineNanos, answer));
        }
    }

    @Override
    public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
        if (otherLeader() == null) {
            own.timeToLive(lease, keys, deadlineNanos, answer);
        } else {
            take(new LeaseQuestion.Living(lease, keys, deadlineNanos, answer));
        }
    }

    @Override
    public void cut(List<Long> leases) {
        // Only the leader's own connections count.
        own.cut(leases);
    }

    /** Sends what was asked since the last tick; ends what is late, and asks anew what was asked of a leader of before. */
    void tick() {
        Leader leader = otherLeader();
        long now = clock.getAsLong();
        List<LeaseQuestion> late = new ArrayList<>();
        synchronized (lock) {
            takeBack(leader);
            takeLate(waiting, now, late);
            takeLate(waitingForKeys, now, late);
            calls.forEach(call -> takeLate(call.asked.values(), now, late));
        }
        Failure timeout = Failure.unknown(
                Failure.Code.TIMEOUT, "the leader did not answer a question about leases by its deadline");
        late.forEach(question -> question.fail(timeout));
        if (leader == null) {
            // It answers if this node leads, and else says why not.
            takeWaiting().stream().filter(LeaseQuestion::give).forEach(question -> question.ask(own));
        } else {
            for (Call call = next(leader, now); call != null; call = next(leader, now)) {
                link.ask(leader, new PeerRequest.AskLeases(self, call.requests), call);
            }
        }
    }

    /** Whether nobody waits. */
    boolean isIdle() {
        synchronized (lock) {
            return open(false) == 0 && open(true) == 0;
        }
    }

    /** Fails everything, and takes nothing more: the node is closing. */
    void abandon() {
        List<LeaseQuestion> left;
        synchronized (lock) {
            stopping = true;
            takeBack(null);
            left = takeWaiting();
        }
        left.forEach(question -> question.fail(Failure.unknown(Failure.Code.UNAVAILABLE, "the node is stopping")));
    }

    private void take(LeaseQuestion question) {
        Failure refusal = null;
        synchronized (lock) {
            int most = question.readsKeys() ? MAX_OPEN_KEYS : MAX_OPEN;
            if (stopping) {
                refusal = Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
            } else if (open(question.readsKeys()) >= most) {
                refusal = overloaded(most + " questions about leases wait for the leader");
            } else {
                (question.readsKeys() ? waitingForKeys : waiting).add(question);
            }
        }
        if (refusal != null) {
            question.fail(refusal);
        }
    }

    static Failure overloaded(String why) {
        String message = why + "; slow down";
        return new Failure(Failure.Code.OVERLOADED, Failure.Certainty.NOT_APPLIED, message, null, 100);
    }

    /** Guarded by {@code lock}. How many wait or are under way. */
    private int open(boolean keys) {
        int open = keys ? waitingForKeys.size() : waiting.size();
        for (Call call : calls) {
            open += call.keys == keys ? call.asked.size() : 0;
        }
        return open;
    }

    /** Guarded by {@code lock}. What another than this one was asked waits again. */
    private void takeBack(@Nullable Leader leader) {
        for (Iterator<Call> all = calls.iterator(); all.hasNext(); ) {
            Call call = all.next();
            if (!call.leader.equals(leader)) {
                all.remove();
                (call.keys ? waitingForKeys : waiting).addAll(call.asked.values());
            }
        }
    }

    private static void takeLate(Iterable<LeaseQuestion> questions, long now, List<LeaseQuestion> late) {
        for (Iterator<LeaseQuestion> all = questions.iterator(); all.hasNext(); ) {
            LeaseQuestion question = all.next();
            if (!question.isOpen() || now - question.deadlineNanos() >= 0) {
                all.remove();
                late.add(question);
            }
        }
    }

    private List<LeaseQuestion> takeWaiting() {
        synchronized (lock) {
            List<LeaseQuestion> all = new ArrayList<>(waiting);
            all.addAll(waitingForKeys);
            waiting.clear();
            waitingForKeys.clear();
            return all;
        }
    }

    /** The next call that may be made, under way from here on; null if there is none. */
    private @Nullable Call next(Leader leader, long now) {
        synchronized (lock) {
            long forKeys = calls.stream().filter(call -> call.keys).count();
            Call call = null;
            if (!waitingForKeys.isEmpty() && forKeys < PeerLeases.MAX_KEY_CALLS) {
                call = new Call(leader, true);
                call.add(waitingForKeys.remove(), now);
            } else if (!waiting.isEmpty() && calls.size() - forKeys < MAX_CALLS) {
                call = new Call(leader, false);
                int leases = 0;
                LeaseQuestion question;
                while ((question = waiting.peek()) != null && call.takes(leases + question.leases())) {
                    leases += question.leases();
                    call.add(waiting.remove(), now);
                }
            }
            if (call != null) {
                calls.add(call);
            }
            return call;
        }
    }

    /** The node to ask; null if that is this one, or nobody is known. */
    private @Nullable Leader otherLeader() {
        Leader leader = view.leads() ? null : view.leader();
        return leader == null || leader.node().equals(self) || leader.address().isEmpty() ? null : leader;
    }

    /** Questions under way to one leader. What has changed is guarded by {@code lock}. */
    private final class Call implements Ear {
        private final Leader leader;
        private final boolean keys;
        private final List<Request> requests = new ArrayList<>();
        private final Map<Long, LeaseQuestion> asked = new HashMap<>();

        Call(Leader leader, boolean keys) {
            this.leader = leader;
            this.keys = keys;
        }

        boolean takes(int leases) {
            return requests.isEmpty()
                    || (requests.size() < PeerRequest.AskLeases.MAX_REQUESTS && leases <= MAX_CALL_LEASES);
        }

        void add(LeaseQuestion question, long now) {
            long millis = (question.deadlineNanos() - now) / 1_000_000;
            long id = requests.size() + 1L;
            requests.add(question.request(id, (int) Math.max(1, Math.min(millis, Integer.MAX_VALUE))));
            asked.put(id, question);
        }

        @Override
        public void told(PeerReply.LeasesTold part) {
            List<LeaseQuestion> heard = new ArrayList<>();
            for (Result result : part.results()) {
                LeaseQuestion question = answered(result);
                if (question != null && question.hear(result)) {
                    heard.add(question);
                }
            }
            heard.forEach(LeaseQuestion::flush);
        }

        /** Whose this answer is; null if nobody's. A leader of before is believed what it did, not that it did not. */
        private @Nullable LeaseQuestion answered(Result result) {
            synchronized (lock) {
                boolean counts = calls.contains(this) || !(result instanceof Result.Failed);
                return counts ? asked.remove(result.id()) : null;
            }
        }

        @Override
        public void ended(String why) {
            List<LeaseQuestion> left = List.of();
            synchronized (lock) {
                if (calls.remove(this)) {
                    left = List.copyOf(asked.values());
                    asked.clear();
                }
            }
            Failure silent = Failure.unknown(
                    Failure.Code.UNAVAILABLE,
                    "node " + leader.node() + ", which leads, did not answer about leases: " + why);
            left.forEach(question -> question.fail(silent));
        }
    }
}
