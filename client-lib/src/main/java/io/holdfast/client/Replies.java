package io.holdfast.client;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Outcomes in the words of the public interface. */
final class Replies {
    private Replies() {}

    static PutReply put(Outcome outcome) {
        if (outcome instanceof Outcome.Put put) {
            return new PutReply(put.revision(), Optional.ofNullable(put.previous()));
        }
        throw refused(outcome);
    }

    static GetReply get(Outcome outcome, Served served) {
        if (outcome instanceof Outcome.Range range) {
            return new GetReply(range.revision(), range.keyValues().stream().findFirst(), served);
        }
        throw refused(outcome);
    }

    static DeleteReply delete(Outcome outcome) {
        if (outcome instanceof Outcome.DeleteRange delete) {
            return new DeleteReply(delete.revision(), delete.deleted(), delete.previous());
        }
        throw refused(outcome);
    }

    static RangeReply range(Outcome outcome, Served served) {
        if (outcome instanceof Outcome.Range range) {
            return new RangeReply(range.revision(), range.keyValues(), range.more(), range.count(), served);
        }
        throw refused(outcome);
    }

    static TransactionReply transaction(Outcome outcome, Served served) {
        if (outcome instanceof Outcome.Transaction transaction) {
            List<OperationReply> replies =
                    new ArrayList<>(transaction.responses().size());
            for (Outcome response : transaction.responses()) {
                replies.add(operation(response, served));
            }
            return new TransactionReply(transaction.revision(), transaction.succeeded(), replies, served);
        }
        throw refused(outcome);
    }

    static CompactReply compact(Outcome outcome) {
        if (outcome instanceof Outcome.Compact compact) {
            return new CompactReply(compact.revision());
        }
        throw refused(outcome);
    }

    static Cluster cluster(ClusterDescription description) {
        return new Cluster(
                description.cluster(),
                description.node(),
                description.members(),
                Optional.ofNullable(description.leader()),
                description.term());
    }

    private static OperationReply operation(Outcome outcome, Served served) {
        if (outcome instanceof Outcome.Put) {
            return put(outcome);
        }
        if (outcome instanceof Outcome.DeleteRange) {
            return delete(outcome);
        }
        if (outcome instanceof Outcome.Transaction) {
            return transaction(outcome, served);
        }
        return range(outcome, served);
    }

    private static HoldfastException refused(Outcome outcome) {
        if (outcome instanceof Outcome.Rejection rejection) {
            return new RejectedException(
                    rejection.reason(), rejection.bound(), rejection.revision(), rejection.message());
        }
        return Failures.mismatch(outcome.getClass().getSimpleName());
    }
}
