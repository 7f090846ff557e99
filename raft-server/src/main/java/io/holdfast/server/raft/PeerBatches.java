package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.MemberCommand;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
    private final Predicate<String> members;
    private final LongSupplier ownIncarnation;
    private final LongSupplier wallMillis;
    private final ServerMetrics metrics;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /**
     * The leader's side.
     *
     * @param log this node's own log
     * @param view says whether it leads
     * @param members whether a node is a member; others are refused
     * @param ownIncarnation the number of this node's own proposer
     * @param wallMillis the wall clock
     * @param metrics hears of entries taken
     */
    PeerBatches(
            LocalLog log,
            LeaderView view,
            Predicate<String> members,
            LongSupplier ownIncarnation,
            LongSupplier wallMillis,
            ServerMetrics metrics) {
        this.log = log;
        this.view = view;
        this.members = members;
        this.ownIncarnation = ownIncarnation;
        this.wallMillis = wallMillis;
        this.metrics = metrics;
    }

    /** This node's, on the machine's clock. */
    static PeerBatches of(LocalLog log, Leadership leadership, GroupCommitProposer proposer, ServerMetrics metrics) {
        return new PeerBatches(
                log, leadership, leadership::isMember, proposer::incarnation, Clocks.SYSTEM.wallMillis(), metrics);
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
        if (refusal == null && !members.test(node)) {
            refusal = Failure.notApplied(
                    Failure.Code.UNAVAILABLE, "node " + node + " is no member as this leader knows them");
        }
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
        String trespass = trespass(node, sent);
        if (trespass != null) {
            reply.accept(new PeerReply.NotAccepted(Failure.notApplied(Failure.Code.PERMISSION_DENIED, trespass)));
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

    /** What the batch does in another node's name; null if it does not. */
    private @Nullable String trespass(String node, CommandBatch batch) {
        if (batch.incarnation() == ownIncarnation.getAsLong()) {
            return "node " + node + " sent an entry of this node's proposer";
        }
        for (Map.Entry<String, Node> other : nodes.entrySet()) {
            if (!other.getKey().equals(node) && other.getValue().incarnation == batch.incarnation()) {
                return "node " + node + " sent an entry of node " + other.getKey() + "'s proposer";
            }
        }
        for (Command command : batch.commands()) {
            if (command instanceof MemberCommand.Register register
                    && !register.node().equals(node)) {
                return "node " + node + " sent the registration of node " + register.node();
            }
        }
        return null;
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
