package io.holdfast.client;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Result;
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

    /** A put that asked for nothing but to be done: its revision is all there is to tell. */
    static PutReply plainPut(Outcome outcome) {
        return outcome instanceof Outcome.Condensed condensed
                ? new PutReply(condensed.revision(), Optional.empty())
                : put(outcome);
    }

    /** What became of a write, from the answer to the question. */
    static RequestOutcome resolved(Outcome outcome, Served served) {
        if (outcome instanceof Outcome.Resolved resolved) {
            Outcome first = resolved.first();
            if (first == null) {
                return new RequestOutcome.NotApplied(
                        Optional.empty(), "it had not come when it was asked for, and will not be applied any more");
            }
            if (first instanceof Outcome.Rejection rejection) {
                return new RequestOutcome.NotApplied(Optional.of(rejection.reason()), rejection.message());
            }
            boolean told = first instanceof Outcome.Put
                    || first instanceof Outcome.DeleteRange
                    || first instanceof Outcome.Transaction;
            return new RequestOutcome.Applied(
                    first.revision(), told ? Optional.of(operation(first, served)) : Optional.empty());
        }
        if (outcome instanceof Outcome.Rejection rejection
                && (rejection.reason() == Reason.SESSION_NOT_FOUND || rejection.reason() == Reason.STALE_REQUEST)) {
            return new RequestOutcome.Forgotten(rejection.reason(), rejection.message());
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

    static Cluster cluster(Result result) {
        if (!(result instanceof Result.Described described)) {
            throw Failures.mismatch(result.getClass().getSimpleName());
        }
        ClusterDescription description = described.description();
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

    static HoldfastException refused(Outcome outcome) {
        if (outcome instanceof Outcome.Rejection rejection) {
            return switch (rejection.reason()) {
                case FENCED -> new FencedException(rejection.bound(), rejection.message());
                case DEADLOCK -> new DeadlockException(rejection.message());
                default ->
                    new RejectedException(
                            rejection.reason(), rejection.bound(), rejection.revision(), rejection.message());
            };
        }
        if (outcome instanceof Outcome.Condensed condensed) {
            return new ReplyLostException(
                    condensed.revision(),
                    "applied at revision " + condensed.revision()
                            + ", but the first answer did not arrive and was too large to be kept: read what it told");
        }
        return Failures.mismatch(outcome.getClass().getSimpleName());
    }
}
