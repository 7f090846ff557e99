package io.holdfast.server.heap;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes up no command that grows the state while the heap is full: an overfull server refuses, instead of falling over
 * with everything it holds. Deletions, compactions and ends of leases and sessions go on, so that there can be room again.
 * Safe for any thread.
 */
public final class RoomyProposer implements Proposer {
    private static final int TRY_AGAIN_MILLIS = 1_000;

    private final Proposer proposer;
    private final HeapRoom heap;

    /** Hands on to {@code proposer} what there is room for. */
    public RoomyProposer(Proposer proposer, HeapRoom heap) {
        this.proposer = proposer;
        this.heap = heap;
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        if (heap.isFull() && Growth.of(command.command())) {
            completion.failed(full());
            completion.flush();
        } else {
            proposer.propose(command, deadlineNanos, completion);
        }
    }

    @Override
    public void propose(List<Proposal> proposals) {
        if (!heap.isFull()) {
            proposer.propose(proposals);
            return;
        }
        List<Proposal> fitting = new ArrayList<>(proposals.size());
        Failure full = full();
        for (Proposal proposal : proposals) {
            if (Growth.of(proposal.command().command())) {
                proposal.completion().failed(full);
                proposal.completion().flush();
            } else {
                fitting.add(proposal);
            }
        }
        if (!fitting.isEmpty()) {
            proposer.propose(fitting);
        }
    }

    private Failure full() {
        return new Failure(
                Failure.Code.OVERLOADED,
                Failure.Certainty.NOT_APPLIED,
                "the server has no room for more: " + heap.seen()
                        + "; delete keys, or have the operator give it more heap",
                null,
                TRY_AGAIN_MILLIS);
    }
}
