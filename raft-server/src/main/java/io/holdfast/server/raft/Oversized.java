package io.holdfast.server.raft;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.wire.CommandCodec;
import java.util.List;

/** Commands that fit into no entry: one in the log would depose the leader. */
final class Oversized {
    private Oversized() {}

    /** The proposals that fit; the others are refused here. */
    static List<Proposal> refuse(List<Proposal> offered) {
        for (Proposal proposal : offered) {
            if (isOversized(proposal)) {
                offered.stream().filter(Oversized::isOversized).forEach(Oversized::refuse);
                return offered.stream().filter(fitting -> !isOversized(fitting)).toList();
            }
        }
        return offered;
    }

    private static boolean isOversized(Proposal proposal) {
        return proposal.command().bytes().size()
                > CommandCodec.maxSize(proposal.command().command());
    }

    private static void refuse(Proposal proposal) {
        proposal.completion()
                .failed(Failure.notApplied(
                        Failure.Code.MALFORMED,
                        "the command has " + proposal.command().bytes().size() + " bytes, at most "
                                + CommandCodec.maxSize(proposal.command().command()) + " are allowed"));
        proposal.completion().flush();
    }
}
