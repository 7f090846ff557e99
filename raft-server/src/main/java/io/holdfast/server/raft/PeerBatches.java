package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.storage.LogCodec;
import io.holdfast.wire.MalformedException;
import io.holdfast.wire.PeerReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The leader's side of forwarding: entries of other nodes' proposers go into this node's log, as many at once as a node
 * may have under way. A leader that lost its place refuses, or takes in vain what the node will send again.
 *
 * <p>Safe for any thread. Keeps something for each node that ever handed on an entry: as many as there are members.
 */
final class PeerBatches {
    /** Entries of one node that may be under way: more than its proposer ever has. */
    static final int MAX_ENTRIES = 16;

    /** Their bytes. */
    static final long MAX_BYTES = 16L << 20;

    /** The largest entry; any larger one might be more than Ratis takes, and would depose the leader. */
    static final int MAX_ENTRY_BYTES = RatisSettings.MAX_ENTRY_BYTES / 4 * 3;

    private final LocalLog log;
    private final LeaderView view;
    private final LongSupplier wallMillis;
    private final ServerMetrics metrics;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    PeerBatches(LocalLog log, LeaderView view, LongSupplier wallMillis, ServerMetrics metrics) {
        this.log = log;
        this.view = view;
        this.wallMillis = wallMillis;
        this.metrics = metrics;
    }

    /**
     * Takes an entry in, or tells why not.
     *
     * @param node whose it is
     * @param entry its bytes
     * @param reply hears once, on whatever thread
     */
    void take(String node, Bytes entry, Consumer<PeerReply.Proposed> reply) {
        Failure refusal = view.refusal();
        if (refusal != null) {
            reply.accept(new PeerReply.NotAccepted(refusal));
            return;
        }
        CommandBatch sent;
        try {
            sent = decode(entry);
        } catch (MalformedException e) {
            Failure.Code code = e.unsupported() ? Failure.Code.UNSUPPORTED : Failure.Code.MALFORMED;
            reply.accept(new PeerReply.NotAccepted(Failure.notApplied(code, String.valueOf(e.getMessage()))));
            return;
        }
        Node from = nodes.computeIfAbsent(node, name -> new Node());
        if (!from.enter(entry.size())) {
            reply.accept(new PeerReply.NotAccepted(overloaded(node)));
            return;
        }
        from.incarnation = sent.incarnation();
        // Batches bear the time of the leader that put them into its log.
        long millis = wallMillis.getAsLong();
        CommandBatch stamped = new CommandBatch(millis, sent.incarnation(), sent.number(), sent.commands());
        log.append(stamped, LogCodec.restamped(entry, millis), new Told(reply))
                .whenComplete((done, failed) -> from.leave(entry.size()));
    }

    /**
     * Tells whose batch this was, if another node handed it on: it waits for it to be applied there. Belongs to the apply
     * thread.
     */
    void applied(CommandBatch batch, Consumer<String> waiting) {
        nodes.forEach((name, node) -> {
            if (node.incarnation == batch.incarnation()) {
                waiting.accept(name);
            }
        });
    }

    private static CommandBatch decode(Bytes entry) throws MalformedException {
        if (entry.size() > MAX_ENTRY_BYTES) {
            throw MalformedException.broken(
                    "a log entry has " + entry.size() + " bytes, at most " + MAX_ENTRY_BYTES + " are allowed");
        }
        return LogCodec.decode(entry.asByteBuffer());
    }

    private static Failure overloaded(String node) {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "node " + node + " has " + MAX_ENTRIES + " entries or " + MAX_BYTES + " bytes under way here",
                null,
                100);
    }

    /** What one node has under way. */
    private static final class Node {
        private final AtomicLong entries = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
        private volatile long incarnation;

        boolean enter(int size) {
            long entriesNow = entries.incrementAndGet();
            long bytesNow = bytes.addAndGet(size);
            boolean fits = entriesNow <= MAX_ENTRIES && bytesNow <= MAX_BYTES;
            if (!fits) {
                leave(size);
            }
            return fits;
        }

        void leave(int size) {
            entries.decrementAndGet();
            bytes.addAndGet(-size);
        }
    }

    /** Answers once. */
    private final class Told implements ReplicatedLog.Sink {
        private final Consumer<PeerReply.Proposed> reply;
        private final AtomicBoolean open = new AtomicBoolean(true);

        Told(Consumer<PeerReply.Proposed> reply) {
            this.reply = reply;
        }

        @Override
        public void accepted() {
            if (open.compareAndSet(true, false)) {
                metrics.entryTakenForPeer();
                reply.accept(new PeerReply.Accepted());
            }
        }

        @Override
        public void refused(Failure failure) {
            if (open.compareAndSet(true, false)) {
                reply.accept(new PeerReply.NotAccepted(failure));
            }
        }

        @Override
        public void gaveUp(String why) {
            // It may be in the log or not: what the other node makes of "accepted" under a leader that changes.
            accepted();
        }
    }
}
