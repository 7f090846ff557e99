package io.holdfast.server.raft;

import io.holdfast.model.Leader;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.LogEntry.QueuedProposal;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.server.raft.Sendings.Sending;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.StateImage;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers commands into log entries, everything that arrived while entries were under way becomes the next one, and sees
 * each entry through to the leader's log, whoever leads.
 *
 * <p>Entries are numbered, and the replicated state applies only a proposer's next: sending one twice does nothing. So
 * whenever an entry may be lost, because a sending failed, another leader came or nothing moves, everything from the
 * oldest entry on that this node's state has not applied is sent again, in order, to whoever leads then ({@link
 * Sendings}). An entry is done when this node's own state has applied it, whichever of its copies that was.
 *
 * <p>Who sends. A command that finds nothing under way is sent by the thread that proposed it: on a leader a lone write
 * pays for no hand-over. When an entry was applied, the reply executor sends the next one before it hands out the
 * answers. Only one thread sends at a time ({@code pumping}), and none while an entry is in transit: so the order of the
 * log is the order of the queue.
 *
 * <p>What a command hears. Its outcome, once applied. NOT_APPLIED, if it never left the queue; an entry that the leader
 * certainly did not take goes back there, unless it says that none ever will. UNKNOWN, if it left and its deadline passed, or a snapshot took its place.
 * Every completion hears exactly one answer ({@link Once}). When nobody waits for any of its commands, an entry is sent
 * again without them, to close its number.
 *
 * <p>All mutable state is guarded by {@code lock}; nothing foreign is called under it. Owns no thread: {@link #tick}
 * must be called every few milliseconds.
 */
final class GroupCommitProposer implements Proposer {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommitProposer.class);

    /** Refusals that no second attempt changes. */
    private static final Set<Failure.Code> FOR_GOOD =
            EnumSet.of(Failure.Code.MALFORMED, Failure.Code.UNSUPPORTED, Failure.Code.PERMISSION_DENIED);

    private final ReplicatedLog log;
    private final InFlightBound bound;
    private final Clocks clocks;
    private final Executor replies;
    private final ServerMetrics metrics;

    private final Object lock = new Object();
    private final ProposalQueue queue;
    private final Sendings sendings;
    private boolean pumping;
    private boolean stopping;

    /**
     * A proposer.
     *
     * @param log where entries go
     * @param limits bounds of queue and entries
     * @param bound how many entries may be under way
     * @param clocks wall clock for the stamp, monotonic clock for deadlines
     * @param replies runs the hand-out of answers, one task at a time in order
     * @param metrics hears of every committed entry
     * @param draw draws incarnations: at random, so that no proposer ever has another's; must be quick
     */
    GroupCommitProposer(
            ReplicatedLog log,
            ProposalLimits limits,
            InFlightBound bound,
            Clocks clocks,
            Executor replies,
            ServerMetrics metrics,
            LongSupplier draw) {
        this.log = log;
        this.queue = new ProposalQueue(limits);
        this.bound = bound;
        this.clocks = clocks;
        this.replies = replies;
        this.metrics = metrics;
        this.sendings = new Sendings(draw);
    }

    /** A proposer on the machine's clocks, whose incarnations are drawn here. */
    static GroupCommitProposer of(
            ProposalLimits limits, ReplicatedLog log, Executor replies, ServerMetrics metrics, SecureRandom random) {
        return new GroupCommitProposer(
                log, limits, InFlightBound.of(limits), Clocks.SYSTEM, replies, metrics, random::nextLong);
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        propose(List.of(new Proposal(command, deadlineNanos, completion)));
    }

    @Override
    public void propose(List<Proposal> offered) {
        List<Proposal> proposals = Oversized.refuse(offered);
        Failure refusal = log.refusal();
        int taken = 0;
        boolean pump = false;
        if (refusal == null) {
            synchronized (lock) {
                if (stopping) {
                    refusal = stoppingFailure();
                } else {
                    taken = queue.add(proposals);
                    pump = mayPump();
                }
            }
        }
        if (taken < proposals.size()) {
            Failure failure = refusal == null ? queue.overloaded() : refusal;
            for (Proposal rejected : proposals.subList(taken, proposals.size())) {
                rejected.completion().failed(failure);
                rejected.completion().flush();
            }
        }
        if (pump) {
            pump();
        }
    }

    /**
     * This node's state was given a batch of some proposer; called on the apply thread, which it hardly holds up.
     *
     * @param batch the batch
     * @param result what it did
     */
    void applied(CommandBatch batch, Applied result) {
        LogEntry done = null;
        List<LogEntry> lost = List.of();
        synchronized (lock) {
            if (batch.incarnation() != sendings.incarnation()) {
                return;
            }
            if (result.inTurn()) {
                done = sendings.applied(batch.number(), clocks.nanos());
            } else if (batch.number() >= result.next()) {
                lost = sendings.outOfTurn(result.next(), clocks.nanos());
            }
        }
        LogEntry answered = done;
        if (answered != null) {
            replies.execute(() -> answer(answered, result));
        }
        endUnknown(lost, "more than a thousand other nodes have started since this one's last write");
    }

    /**
     * An installed snapshot took the place of entries that were not applied one by one. To be called before any later
     * entry is applied, by the thread that applies.
     */
    void installed(StateImage image) {
        List<LogEntry> skipped;
        synchronized (lock) {
            skipped = sendings.installed(image.proposers().nextOf(sendings.incarnation()));
        }
        endUnknown(skipped, "a snapshot of the state was installed in the place of the entry");
        replies.execute(this::pumpIfAllowed);
    }

    /** Leadership may have changed: goes to the new leader; without any, what is queued can go nowhere. Not Ratis' threads. */
    void checkLeadership() {
        Failure refusal = log.refusal();
        if (refusal != null) {
            drainQueue().forEach(queued -> queued.fail(refusal));
        } else {
            follow();
        }
    }

    /** Sends again what is due, drops queued commands whose deadline has passed and answers late ones under way. */
    void tick() {
        long now = clocks.nanos();
        List<QueuedProposal> late;
        List<LogEntry> waiting;
        synchronized (lock) {
            late = queue.takeLate(now);
            waiting = sendings.open().late(now);
            sendings.checkStall(now);
        }
        Failure dropped = Failure.notApplied(
                Failure.Code.TIMEOUT, "the deadline passed while the command waited for a log entry");
        late.forEach(queued -> queued.fail(dropped));
        Failure unknown = Failure.unknown(
                Failure.Code.TIMEOUT, "the deadline passed while the command was under way; it may be applied");
        waiting.forEach(entry -> entry.failLate(now, unknown));
        follow();
    }

    /** Takes no more commands; what is queued or under way goes on. */
    void stop() {
        synchronized (lock) {
            stopping = true;
        }
    }

    /** Whether nothing is queued or under way. */
    boolean isIdle() {
        synchronized (lock) {
            return queue.isEmpty() && sendings.open().isEmpty();
        }
    }

    /** Fails everything that is still queued or under way: the node is closing. */
    void abandon() {
        List<LogEntry> entries;
        List<QueuedProposal> waiting;
        synchronized (lock) {
            // Both at once: between the two a thread that pumps could carry commands from one to the other.
            stopping = true;
            entries = sendings.drain();
            waiting = queue.drain();
        }
        waiting.forEach(queued -> queued.fail(stoppingFailure()));
        Failure unknown = Failure.unknown(
                Failure.Code.UNAVAILABLE, "the node stopped while the command was under way; it may have been applied");
        entries.forEach(entry -> entry.fail(unknown));
    }

    /** The number this proposer has drawn: its entries bear it. Any thread. */
    long incarnation() {
        synchronized (lock) {
            return sendings.incarnation();
        }
    }

    /** Commands waiting for an entry. */
    int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** Notices another leader, and sends what may be sent. */
    private void follow() {
        Leader leader = log.leader();
        if (leader != null) {
            synchronized (lock) {
                sendings.follow(leader, clocks.nanos());
            }
            pumpIfAllowed();
        }
    }

    private void pumpIfAllowed() {
        boolean pump;
        synchronized (lock) {
            pump = mayPump();
        }
        if (pump) {
            pump();
        }
    }

    /** Guarded by {@code lock}. Whether the caller is to pump; if so, nobody else will. */
    private boolean mayPump() {
        boolean pump = !pumping && (sendings.isDue() || mayGather()) && !sendings.isHeld(clocks.nanos());
        pumping |= pump;
        return pump;
    }

    /** Guarded by {@code lock}. Whether a further entry may set off. */
    private boolean mayGather() {
        return !queue.isEmpty() && bound.allows(sendings.open().size(), queue.size(), queue.bytes());
    }

    /** Sends entries until none may set off. The caller has the {@code pumping} mark and gives it back here. */
    private void pump() {
        while (true) {
            Leader leader = log.leader();
            Sending next;
            synchronized (lock) {
                next = leader == null ? null : next(leader);
                if (next == null) {
                    pumping = false;
                    return;
                }
            }
            if (next.again()) {
                metrics.entryResent();
            }
            send(next);
        }
    }

    private void send(Sending sending) {
        Ear ear = new Ear(sending);
        try {
            log.send(sending.entry(), sending.to(), ear);
        } catch (RuntimeException e) {
            // A bug, or a shortage of something: the entry may be in the log, and the proposer must go on all the same.
            LOG.error(
                    "an entry could not be sent number={} to={}",
                    sending.entry().number(),
                    sending.to().node(),
                    e);
            ear.gaveUp(e.toString());
        } catch (Error e) {
            synchronized (lock) {
                sendings.gaveUp(sending, clocks.nanos());
                pumping = false;
            }
            throw e;
        }
    }

    /** Guarded by {@code lock}. What is to be sent now, if anything. */
    private @Nullable Sending next(Leader leader) {
        long now = clocks.nanos();
        sendings.follow(leader, now);
        if (sendings.isHeld(now)) {
            return null;
        }
        if (!sendings.isDue() && mayGather()) {
            sendings.add(clocks.millis(), queue.gather(), now);
        }
        return sendings.begin();
    }

    private void endUnknown(List<LogEntry> entries, String why) {
        if (!entries.isEmpty()) {
            Failure unknown = Failure.unknown(Failure.Code.UNAVAILABLE, why + "; the command may have been applied");
            replies.execute(() -> entries.forEach(entry -> entry.fail(unknown)));
        }
    }

    private void answer(LogEntry entry, Applied result) {
        pumpIfAllowed();
        long begun = clocks.nanos();
        metrics.groupCommitted(entry.size(), entry.bytes(), begun - entry.proposedNanos());
        entry.answer(result.outcomes());
        metrics.stages().groupReplied(clocks.nanos() - begun);
    }

    private List<QueuedProposal> drainQueue() {
        synchronized (lock) {
            return queue.drain();
        }
    }

    private static Failure stoppingFailure() {
        return Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
    }

    /** Hears what becomes of one sending. */
    private final class Ear implements ReplicatedLog.Sink {
        private final Sending sending;

        Ear(Sending sending) {
            this.sending = sending;
        }

        @Override
        public void accepted() {
            boolean more;
            synchronized (lock) {
                sendings.accepted(sending);
                // The thread that sent it goes on by itself, if it is still there.
                more = !pumping && (sendings.isDue() || mayGather());
            }
            if (more) {
                replies.execute(GroupCommitProposer.this::pumpIfAllowed);
            }
        }

        @Override
        public void refused(Failure failure) {
            boolean forGood = FOR_GOOD.contains(failure.code());
            Refused refused;
            synchronized (lock) {
                refused = sendings.refused(sending, forGood, clocks.nanos());
                queue.putBack(refused.again(), refused.singly());
            }
            if (forGood) {
                metrics.entryRefused();
                refused.tell(sending, failure, replies);
            }
        }

        @Override
        public void gaveUp(String why) {
            synchronized (lock) {
                sendings.gaveUp(sending, clocks.nanos());
            }
        }
    }
}
