package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.server.raft.LogEntry.QueuedProposal;
import io.holdfast.server.raft.RaftOptions.ProposalLimits;
import io.holdfast.storage.LogCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Proposals that wait for a log entry, in order, bounded by count and bytes. Guarded by the proposer's lock. */
final class ProposalQueue {
    private final ProposalLimits limits;
    private final ArrayDeque<QueuedProposal> queue = new ArrayDeque<>();
    private long bytes;
    /** No queued proposal's deadline is earlier. */
    private long earliest;
    /** So many at the front go each by itself. */
    private int alone;

    ProposalQueue(ProposalLimits limits) {
        this.limits = limits;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    /** Encoded bytes of everything in it. */
    long bytes() {
        return bytes;
    }

    /** Takes proposals from the front of the list until it is full; how many it took. */
    int add(List<Proposal> proposals) {
        int taken = 0;
        for (Proposal proposal : proposals) {
            QueuedProposal queued = new QueuedProposal(proposal);
            if (queue.size() >= limits.maxQueuedCommands() || bytes + queued.bytes() > limits.maxQueuedBytes()) {
                break;
            }
            if (queue.isEmpty() || proposal.deadlineNanos() - earliest < 0) {
                earliest = proposal.deadlineNanos();
            }
            queue.add(queued);
            bytes += queued.bytes();
            taken++;
        }
        return taken;
    }

    /** Takes out what the next entry carries: at least one proposal, as many as fit. */
    List<QueuedProposal> gather() {
        int most = alone > 0 ? 1 : limits.maxEntryCommands();
        alone = Math.max(0, alone - 1);
        List<QueuedProposal> gathered = new ArrayList<>(Math.min(queue.size(), most));
        long size = LogCodec.HEADER_BYTES;
        QueuedProposal next;
        while ((next = queue.peek()) != null && gathered.size() < most) {
            size += LogCodec.sizeOf(next.proposal().command());
            if (!gathered.isEmpty() && size > limits.maxEntryBytes()) {
                break;
            }
            gathered.add(queue.remove());
            bytes -= next.bytes();
        }
        return gathered;
    }

    /**
     * Puts proposals that were gathered back to the front, in their order; they have their places, however full it is.
     *
     * @param singly whether each of them is to go by itself
     */
    void putBack(List<QueuedProposal> gathered, boolean singly) {
        if (singly || alone > 0) {
            alone += gathered.size();
        }
        for (int i = gathered.size() - 1; i >= 0; i--) {
            QueuedProposal queued = gathered.get(i);
            if (queue.isEmpty() || queued.proposal().deadlineNanos() - earliest < 0) {
                earliest = queued.proposal().deadlineNanos();
            }
            queue.addFirst(queued);
            bytes += queued.bytes();
        }
    }

    /** Takes out everything whose deadline has passed at {@code now}. */
    List<QueuedProposal> takeLate(long now) {
        if (queue.isEmpty() || now - earliest < 0) {
            return List.of();
        }
        List<QueuedProposal> late = new ArrayList<>();
        long patience = Long.MAX_VALUE;
        for (Iterator<QueuedProposal> all = queue.iterator(); all.hasNext(); ) {
            QueuedProposal queued = all.next();
            long left = queued.proposal().deadlineNanos() - now;
            if (left <= 0) {
                all.remove();
                bytes -= queued.bytes();
                late.add(queued);
            } else {
                patience = Math.min(patience, left);
            }
        }
        earliest = now + patience;
        return late;
    }

    /** What those hear that find it full. */
    Failure overloaded() {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "the write queue is full (" + limits.maxQueuedCommands() + " commands, " + limits.maxQueuedBytes()
                        + " bytes); slow down",
                null,
                10);
    }

    /** Takes out everything. */
    List<QueuedProposal> drain() {
        List<QueuedProposal> drained = List.copyOf(queue);
        queue.clear();
        alone = 0;
        bytes = 0;
        return drained;
    }
}
