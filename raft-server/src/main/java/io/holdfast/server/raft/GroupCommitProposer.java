package io.holdfast.server.raft;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.LogEntry.QueuedProposal;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.wire.CommandCodec;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Gathers commands into log entries: everything that arrived while entries were under way becomes the next one.
 *
 * <p>Who appends. A command that finds nothing under way is appended by the thread that proposed it: a lone write pays
 * for no hand-over. When an entry was applied, the reply executor appends the next one before it hands out the answers.
 * Only one thread appends at a time ({@code pumping}), so the order of the log is the order of the queue.
 *
 * <p>What becomes of an entry. Applied here: its commands have their outcomes. Refused before it could reach the log:
 * NOT_APPLIED. Given up after that (this node lost leadership): in doubt, until this node applies it after all, or
 * applies another entry at its position (then it never will be: NOT_APPLIED), or the command's deadline passes
 * (UNKNOWN). Every completion hears exactly one answer ({@link Once}).
 *
 * <p>All mutable state is guarded by {@code lock}; nothing foreign is called under it. Owns no thread: {@link #tick}
 * must be called every few milliseconds.
 */
final class GroupCommitProposer implements Proposer {
    private final ReplicatedLog log;
    private final ProposalLimits limits;
    private final InFlightBound bound;
    private final Clocks clocks;
    private final Executor replies;
    private final ServerMetrics metrics;
    private final long incarnation;

    private final Object lock = new Object();
    private final ProposalQueue queue;
    private final EntriesUnderWay open = new EntriesUnderWay();
    private long lastNumber;
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
     * @param incarnation drawn at random once a process
     */
    GroupCommitProposer(
            ReplicatedLog log,
            ProposalLimits limits,
            InFlightBound bound,
            Clocks clocks,
            Executor replies,
            ServerMetrics metrics,
            long incarnation) {
        this.log = log;
        this.limits = limits;
        this.queue = new ProposalQueue(limits);
        this.bound = bound;
        this.clocks = clocks;
        this.replies = replies;
        this.metrics = metrics;
        this.incarnation = incarnation;
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        propose(List.of(new Proposal(command, deadlineNanos, completion)));
    }

    @Override
    public void propose(List<Proposal> offered) {
        List<Proposal> proposals = withoutOversized(offered);
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
            Failure failure = refusal == null ? overloaded() : refusal;
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
     * An entry of some proposer was applied; called on the apply thread, which it hardly holds up.
     *
     * @param entryIncarnation whose entry
     * @param number which one
     * @param outcomes one for each of its commands
     */
    void applied(long entryIncarnation, long number, List<Outcome> outcomes) {
        if (entryIncarnation != incarnation) {
            return;
        }
        LogEntry entry;
        synchronized (lock) {
            entry = open.close(number);
        }
        if (entry != null) {
            replies.execute(() -> answer(entry, outcomes));
        }
    }

    /**
     * This node has applied everything up to {@code index}, after {@link #applied} was called for each entry there: an
     * entry in doubt at or below it was overwritten. Not to be called for what an installed snapshot skipped.
     */
    void appliedUpTo(long index) {
        List<LogEntry> lost;
        synchronized (lock) {
            lost = open.takeOverwritten(index);
        }
        if (!lost.isEmpty()) {
            Failure failure = Failure.notApplied(
                    Failure.Code.LEADERSHIP_LOST, "leadership was lost and the entry was overwritten; try again");
            replies.execute(() -> lost.forEach(entry -> entry.fail(failure)));
        }
    }

    /**
     * A snapshot took the place of the log up to {@code index}: what this node's own entries there came to cannot be told.
     * Called on the apply thread.
     */
    void installed(long index) {
        List<LogEntry> hidden;
        synchronized (lock) {
            hidden = open.takeHidden(index);
        }
        failHidden(hidden);
    }

    private void failHidden(List<LogEntry> hidden) {
        if (!hidden.isEmpty()) {
            Failure failure = Failure.unknown(
                    Failure.Code.LEADERSHIP_LOST,
                    "leadership was lost while the command was under way, and a snapshot took the place of the log where"
                            + " it stood; it may have been applied");
            replies.execute(() -> hidden.forEach(entry -> entry.fail(failure)));
        }
    }

    /** Leadership may have been lost: what is queued can go nowhere. Any thread but Ratis' own. */
    void checkLeadership() {
        Failure refusal = log.refusal();
        if (refusal != null) {
            drainQueue().forEach(queued -> {
                queued.once().failed(refusal);
                queued.once().flush();
            });
        }
    }

    /** Drops queued commands whose deadline has passed and answers late ones under way. */
    void tick() {
        long now = clocks.nanos();
        List<QueuedProposal> late;
        List<LogEntry> waiting;
        synchronized (lock) {
            late = queue.takeLate(now);
            waiting = open.late(now);
        }
        Failure dropped = Failure.notApplied(
                Failure.Code.TIMEOUT, "the deadline passed while the command waited for a log entry");
        for (QueuedProposal queued : late) {
            queued.once().failed(dropped);
            queued.once().flush();
        }
        waiting.forEach(entry -> entry.failLate(now, lateFailure(entry)));
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
            return queue.isEmpty() && open.isEmpty();
        }
    }

    /** Fails everything that is still queued or under way: the node is closing. */
    void abandon() {
        List<LogEntry> entries;
        List<QueuedProposal> waiting;
        synchronized (lock) {
            // Both at once: between the two a thread that pumps could carry commands from one to the other.
            stopping = true;
            entries = open.drain();
            waiting = queue.drain();
        }
        waiting.forEach(queued -> {
            queued.once().failed(stoppingFailure());
            queued.once().flush();
        });
        Failure unknown = Failure.unknown(
                Failure.Code.UNAVAILABLE, "the node stopped while the command was under way; it may have been applied");
        entries.forEach(entry -> entry.fail(unknown));
    }

    /** Commands waiting for an entry. */
    int queued() {
        synchronized (lock) {
            return queue.size();
        }
    }

    /** The proposals that fit into an entry; the others are refused here: one in the log would depose the leader. */
    private static List<Proposal> withoutOversized(List<Proposal> offered) {
        for (Proposal proposal : offered) {
            if (isOversized(proposal)) {
                offered.stream().filter(GroupCommitProposer::isOversized).forEach(GroupCommitProposer::refuseOversized);
                return offered.stream().filter(fitting -> !isOversized(fitting)).toList();
            }
        }
        return offered;
    }

    private static boolean isOversized(Proposal proposal) {
        return proposal.command().bytes().size()
                > CommandCodec.maxSize(proposal.command().command());
    }

    private static void refuseOversized(Proposal proposal) {
        proposal.completion()
                .failed(Failure.notApplied(
                        Failure.Code.MALFORMED,
                        "the command has " + proposal.command().bytes().size() + " bytes, at most "
                                + CommandCodec.maxSize(proposal.command().command()) + " are allowed"));
        proposal.completion().flush();
    }

    /** Guarded by {@code lock}. Whether the caller is to pump; if so, nobody else will. */
    private boolean mayPump() {
        if (pumping || queue.isEmpty() || !bound.allows(open.inFlight(), queue.size(), queue.bytes())) {
            return false;
        }
        pumping = true;
        return true;
    }

    /** Appends entries until none may set off. The caller has the {@code pumping} mark and gives it back here. */
    private void pump() {
        while (true) {
            LogEntry next;
            synchronized (lock) {
                if (queue.isEmpty() || !bound.allows(open.inFlight(), queue.size(), queue.bytes())) {
                    pumping = false;
                    return;
                }
                next = gather();
            }
            log.append(next, this::gaveUp);
        }
    }

    /** Guarded by {@code lock}. The next entry, already counted as under way. */
    private LogEntry gather() {
        lastNumber++;
        LogEntry entry = LogEntry.of(clocks.millis(), incarnation, lastNumber, queue.gather(), clocks.nanos());
        open.add(entry);
        return entry;
    }

    private void gaveUp(LogEntry entry, String why) {
        boolean mayBeApplied = entry.mayBeInLog();
        List<LogEntry> hidden = List.of();
        synchronized (lock) {
            if (!open.contains(entry)) {
                return;
            }
            if (mayBeApplied) {
                open.doubt(entry);
                if (open.isHidden(entry)) {
                    open.close(entry.number());
                    hidden = List.of(entry);
                }
            } else {
                open.close(entry.number());
            }
        }
        failHidden(hidden);
        Failure refusal = mayBeApplied ? null : refused(why);
        replies.execute(() -> {
            pumpIfAllowed();
            if (refusal != null) {
                entry.fail(refusal);
            }
        });
    }

    private Failure refused(String why) {
        Failure refusal = log.refusal();
        return refusal != null ? refusal : Failure.notApplied(Failure.Code.UNAVAILABLE, why);
    }

    private void answer(LogEntry entry, List<Outcome> outcomes) {
        pumpIfAllowed();
        long begun = clocks.nanos();
        metrics.groupCommitted(entry.commands().size(), entry.bytes(), begun - entry.proposedNanos());
        List<Once> completions = entry.completions();
        for (int i = 0; i < completions.size(); i++) {
            completions.get(i).answered(outcomes.get(i));
        }
        completions.forEach(Once::flush);
        metrics.stages().groupReplied(clocks.nanos() - begun);
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

    private List<QueuedProposal> drainQueue() {
        synchronized (lock) {
            return queue.drain();
        }
    }

    private static Failure lateFailure(LogEntry entry) {
        return entry.isInDoubt()
                ? Failure.unknown(
                        Failure.Code.LEADERSHIP_LOST,
                        "leadership was lost while the command was under way; it may still be applied")
                : Failure.unknown(
                        Failure.Code.TIMEOUT, "the deadline passed while the command was under way; it may be applied");
    }

    private static Failure stoppingFailure() {
        return Failure.notApplied(Failure.Code.UNAVAILABLE, "the node is stopping");
    }

    private Failure overloaded() {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "the write queue is full (" + limits.maxQueuedCommands() + " commands, " + limits.maxQueuedBytes()
                        + " bytes); slow down",
                null,
                10);
    }

    /** The two clocks of the write path. */
    record Clocks(LongSupplier wallMillis, LongSupplier monotonicNanos) {
        /** The machine's own. */
        static final Clocks SYSTEM = new Clocks(System::currentTimeMillis, System::nanoTime);

        long millis() {
            return wallMillis.getAsLong();
        }

        long nanos() {
            return monotonicNanos.getAsLong();
        }
    }
}
