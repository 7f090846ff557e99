package io.holdfast.server.raft;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.storage.LogCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of this node's proposer on its way through the log: the commands that share it and who waits for them. Safe
 * for any thread; nothing but the answers given changes.
 */
final class LogEntry {
    private final CommandBatch batch;
    private final List<QueuedProposal> proposals;
    private final long earliestDeadline;
    private final int bytes;
    private final long proposedNanos;

    private LogEntry(CommandBatch batch, List<QueuedProposal> proposals, long proposedNanos) {
        this.batch = batch;
        this.proposals = proposals;
        this.proposedNanos = proposedNanos;
        long earliest = Long.MAX_VALUE;
        int size = 0;
        for (QueuedProposal queued : proposals) {
            earliest = Math.min(earliest, queued.proposal().deadlineNanos() - proposedNanos);
            size += queued.bytes();
        }
        this.earliestDeadline = earliest;
        this.bytes = size;
    }

    /** An entry of these proposals; {@code nanos} is now. */
    static LogEntry of(long millis, long incarnation, long number, List<QueuedProposal> proposals, long nanos) {
        List<Command> commands = new ArrayList<>(proposals.size());
        for (QueuedProposal queued : proposals) {
            commands.add(queued.proposal().command().command());
            queued.once().begun(nanos);
        }
        return new LogEntry(new CommandBatch(millis, incarnation, number, commands), proposals, nanos);
    }

    /** An entry of the same number without commands: all of this one's were answered, but its number must be closed. */
    LogEntry emptied() {
        return of(batch.timestampMillis(), batch.incarnation(), batch.number(), List.of(), proposedNanos);
    }

    CommandBatch batch() {
        return batch;
    }

    /** The bytes that stand in the log. */
    byte[] encoded() {
        List<EncodedCommand> commands = new ArrayList<>(proposals.size());
        for (QueuedProposal queued : proposals) {
            commands.add(queued.proposal().command());
        }
        return LogCodec.encode(batch.timestampMillis(), batch.incarnation(), batch.number(), commands);
    }

    /** The commands and who waits for them. */
    List<QueuedProposal> proposals() {
        return proposals;
    }

    long number() {
        return batch.number();
    }

    /** How many commands it holds. */
    int size() {
        return proposals.size();
    }

    /** Encoded bytes of the commands. */
    int bytes() {
        return bytes;
    }

    long proposedNanos() {
        return proposedNanos;
    }

    /** Whether any command's deadline has passed at {@code nanos}. */
    boolean hasLate(long nanos) {
        return nanos - proposedNanos >= earliestDeadline;
    }

    /** Whether nobody waits for any of its commands. */
    boolean isAnswered() {
        return proposals.stream().noneMatch(queued -> queued.once().isOpen());
    }

    /**
     * Answers its commands.
     *
     * @param outcomes one for each; none if an emptied copy was applied, which is sent only when all are answered
     */
    void answer(List<Outcome> outcomes) {
        if (outcomes.size() == proposals.size()) {
            for (int i = 0; i < outcomes.size(); i++) {
                proposals.get(i).once().answered(outcomes.get(i));
            }
            proposals.forEach(queued -> queued.once().flush());
        }
    }

    /** Fails every command whose deadline has passed and that nobody answered yet. */
    void failLate(long nanos, Failure failure) {
        for (QueuedProposal queued : proposals) {
            if (nanos - queued.proposal().deadlineNanos() >= 0 && queued.once().isOpen()) {
                queued.fail(failure);
            }
        }
    }

    /** Fails every command that nobody answered yet. */
    void fail(Failure failure) {
        proposals.forEach(queued -> queued.once().failed(failure));
        proposals.forEach(queued -> queued.once().flush());
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

        /** Tells whoever waits, unless it was told before. */
        void fail(Failure failure) {
            once.failed(failure);
            once.flush();
        }
    }
}
