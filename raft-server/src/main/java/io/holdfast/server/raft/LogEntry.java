package io.holdfast.server.raft;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Proposer.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of this node's proposer on its way through the log: the commands that share it and who waits for them.
 *
 * <p>States: gathered → appending (from then on it may be in the log) → resolved, by being applied here, by being found
 * overwritten, or by never having been appended. Mutable fields are volatile: written by the submitting thread, read by
 * whoever hears of the entry's fate.
 */
final class LogEntry {
    /** The log position of an entry that is not known to have one. */
    static final long NO_INDEX = -1;

    private final CommandBatch batch;
    private final List<EncodedCommand> commands;
    private final List<Once> completions;
    private final long[] deadlines;
    private final long earliestDeadline;
    private final int bytes;
    private final long proposedNanos;
    private volatile @Nullable LongSupplier position;
    private volatile boolean inDoubt;

    private LogEntry(
            CommandBatch batch,
            List<EncodedCommand> commands,
            List<Once> completions,
            long[] deadlines,
            int bytes,
            long proposedNanos) {
        this.batch = batch;
        this.commands = commands;
        this.completions = completions;
        this.deadlines = deadlines;
        this.bytes = bytes;
        this.proposedNanos = proposedNanos;
        long earliest = Long.MAX_VALUE;
        for (long deadline : deadlines) {
            earliest = Math.min(earliest, deadline - proposedNanos);
        }
        this.earliestDeadline = earliest;
    }

    /** An entry of these proposals; {@code nanos} is now. */
    static LogEntry of(long millis, long incarnation, long number, List<QueuedProposal> proposals, long nanos) {
        List<EncodedCommand> commands = new ArrayList<>(proposals.size());
        List<Command> decoded = new ArrayList<>(proposals.size());
        List<Once> completions = new ArrayList<>(proposals.size());
        long[] deadlines = new long[proposals.size()];
        int bytes = 0;
        for (QueuedProposal proposal : proposals) {
            deadlines[commands.size()] = proposal.proposal().deadlineNanos();
            commands.add(proposal.proposal().command());
            decoded.add(proposal.proposal().command().command());
            completions.add(proposal.once());
            proposal.once().begun(nanos);
            bytes += proposal.bytes();
        }
        CommandBatch batch = new CommandBatch(millis, incarnation, number, decoded);
        return new LogEntry(batch, commands, completions, deadlines, bytes, nanos);
    }

    CommandBatch batch() {
        return batch;
    }

    List<EncodedCommand> commands() {
        return commands;
    }

    List<Once> completions() {
        return completions;
    }

    long number() {
        return batch.number();
    }

    /** Encoded bytes of the commands. */
    int bytes() {
        return bytes;
    }

    long proposedNanos() {
        return proposedNanos;
    }

    /**
     * The log is about to take it: from here on nobody can say that it was never appended.
     *
     * @param at tells its index once it has one, {@link #NO_INDEX} before
     */
    void appending(LongSupplier at) {
        position = at;
    }

    boolean mayBeInLog() {
        return position != null;
    }

    /** Where it stands in the local log, or stood before a later leader overwrote it. */
    long index() {
        LongSupplier at = position;
        return at == null ? NO_INDEX : at.getAsLong();
    }

    /** The log cannot tell what becomes of it. */
    void doubted() {
        inDoubt = true;
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    /** Whether any command's deadline has passed at {@code nanos}. */
    boolean hasLate(long nanos) {
        return nanos - proposedNanos >= earliestDeadline;
    }

    /** Fails every command whose deadline has passed and that nobody answered yet. */
    void failLate(long nanos, Failure failure) {
        for (int i = 0; i < deadlines.length; i++) {
            if (nanos - deadlines[i] >= 0 && completions.get(i).isOpen()) {
                completions.get(i).failed(failure);
                completions.get(i).flush();
            }
        }
    }

    /** Fails every command that nobody answered yet. */
    void fail(Failure failure) {
        completions.forEach(once -> once.failed(failure));
        completions.forEach(Once::flush);
    }

    /**
     * A proposal that waits for an entry.
     *
     * @param proposal what was proposed
     * @param once who waits
     */
    record QueuedProposal(Proposal proposal, Once once) {
        QueuedProposal(Proposal proposal) {
            this(proposal, new Once(proposal.completion()));
        }

        int bytes() {
            return proposal.command().bytes().size();
        }
    }
}
