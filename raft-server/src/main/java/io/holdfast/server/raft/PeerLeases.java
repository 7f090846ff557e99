package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The leader's side of questions about leases that other nodes hand on: each goes to this node's own service, which
 * refuses if it does not lead. Answers go back in parts, as they come: a slow one holds up nobody.
 *
 * <p>Safe for any thread. Keeps two counts for each member that ever asked.
 */
final class PeerLeases {
    /** No question waits longer here. */
    static final long MAX_PATIENCE_MILLIS = 5_000;

    /** Calls of one node that may be open. */
    static final int MAX_CALLS = 64;

    /** Questions of one node about keys that may be open: each answer may take as much as a frame. */
    static final int MAX_KEY_CALLS = 2;

    /** A part grows no larger than this, unless a single answer is. */
    static final long MAX_PART_BYTES = 4L << 20;

    private final LeaseService own;
    private final Predicate<String> members;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /**
     * The leader's side.
     *
     * @param own this node's own service
     * @param members whether a node is a member; others are refused
     */
    PeerLeases(LeaseService own, Predicate<String> members) {
        this.own = own;
        this.members = members;
    }

    /** Where answers go. One thread at a time calls it. */
    interface Reply {
        /** Some answers; returns at once. */
        void part(PeerReply.LeasesTold told);

        /** All were given. */
        void end();
    }

    /**
     * Asks everything.
     *
     * @return to be run once the call is over for good, its answers sent or given up: what it takes of this node's memory
     *     counts until then
     */
    Runnable ask(PeerRequest.AskLeases ask, long nowNanos, Reply reply) {
        if (ask.requests().isEmpty()) {
            reply.end();
            return () -> {};
        }
        Gathering gathering = new Gathering(ask.requests().size(), reply);
        if (!members.test(ask.node())) {
            Failure stranger = Failure.notApplied(
                    Failure.Code.UNAVAILABLE, "node " + ask.node() + " is no member as this leader knows them");
            ask.requests().forEach(request -> gathering.add(new Result.Failed(request.id(), stranger)));
            return () -> {};
        }
        Node from = nodes.computeIfAbsent(ask.node(), name -> new Node());
        boolean crowded = from.calls.incrementAndGet() > MAX_CALLS;
        int keys = 0;
        for (Request request : ask.requests()) {
            if (crowded) {
                gathering.add(refused(request, MAX_CALLS + " calls about leases"));
            } else if (request instanceof Request.TimeToLive life && life.keys()) {
                keys++;
                if (from.keys.incrementAndGet() > MAX_KEY_CALLS) {
                    gathering.add(refused(request, MAX_KEY_CALLS + " questions about keys of leases"));
                } else {
                    put(request, nowNanos, gathering);
                }
            } else {
                put(request, nowNanos, gathering);
            }
        }
        int entered = keys;
        return () -> {
            from.calls.decrementAndGet();
            from.keys.addAndGet(-entered);
        };
    }

    private void put(Request request, long nowNanos, Gathering gathering) {
        if (request instanceof Request.Renew renew) {
            own.renew(
                    renew.leases(),
                    deadline(nowNanos, renew.timeoutMillis()),
                    gathering.<List<Renewal>>answer(renew.id(), found -> new Result.Renewed(renew.id(), found)));
        } else if (request instanceof Request.TimeToLive life) {
            own.timeToLive(
                    life.lease(),
                    life.keys(),
                    deadline(nowNanos, life.timeoutMillis()),
                    gathering.<LeaseLife>answer(life.id(), found -> new Result.Lives(life.id(), found)));
        } else {
            gathering.add(new Result.Failed(
                    request.id(),
                    Failure.notApplied(Failure.Code.UNSUPPORTED, "not a question about leases: " + request)));
        }
    }

    private static Result refused(Request request, String most) {
        return new Result.Failed(request.id(), ForwardedLeases.overloaded("of one node, " + most + " may be open"));
    }

    private static long deadline(long nowNanos, int timeoutMillis) {
        return nowNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, MAX_PATIENCE_MILLIS));
    }

    /** What one node has open. */
    private static final class Node {
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger keys = new AtomicInteger();
    }

    /** Answers of one call; they go when a group of them is complete, or enough bytes are there. Safe for any thread. */
    private static final class Gathering {
        private final Reply reply;
        private List<Result> part = new ArrayList<>();
        private long bytes;
        private int open;

        Gathering(int open, Reply reply) {
            this.open = open;
            this.reply = reply;
        }

        synchronized void add(Result result) {
            long more = sizeOf(result);
            if (bytes + more > MAX_PART_BYTES) {
                send();
            }
            part.add(result);
            bytes += more;
            open--;
            if (open == 0) {
                send();
                reply.end();
            }
        }

        synchronized void send() {
            if (!part.isEmpty()) {
                reply.part(new PeerReply.LeasesTold(part));
                part = new ArrayList<>();
                bytes = 0;
            }
        }

        private static long sizeOf(Result result) {
            long size = 64;
            if (result instanceof Result.Lives lives) {
                for (Bytes key : lives.life().keys()) {
                    size += key.size() + 4L;
                }
            } else if (result instanceof Result.Renewed renewed) {
                size += 32L * renewed.renewals().size();
            }
            return size;
        }

        <T> LeaseService.Answer<T> answer(long id, Function<T, Result> found) {
            return new LeaseService.Answer<>() {
                @Override
                public void answered(T answer) {
                    add(found.apply(answer));
                }

                @Override
                public void failed(Failure failure) {
                    add(new Result.Failed(id, failure));
                }

                @Override
                public void flush() {
                    send();
                }
            };
        }
    }
}
