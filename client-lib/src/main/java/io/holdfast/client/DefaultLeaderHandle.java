package io.holdfast.client;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.lock.Hold;
import io.holdfast.client.internal.lock.LeaderAnswer;
import io.holdfast.client.internal.lock.Loss;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A handle of the leadership of an election. */
final class DefaultLeaderHandle extends DefaultLockHandle implements LeaderHandle {
    DefaultLeaderHandle(Hold hold, Executor callbacks) {
        super(hold, callbacks);
    }

    @Override
    public CompletableFuture<Void> publishAsync(Bytes value) {
        Objects.requireNonNull(value, "value");
        if (value.size() > Limits.MAX_ELECTION_VALUE_BYTES) {
            return CompletableFuture.failedFuture(RequestCheck.refused(
                    Reason.VALUE_TOO_LARGE,
                    Limits.MAX_ELECTION_VALUE_BYTES,
                    "a leader publishes at most " + Limits.MAX_ELECTION_VALUE_BYTES + " bytes, these are "
                            + value.size()));
        }
        Wish wish = new Wish();
        hold().publish(value, wish);
        return wish.future;
    }

    @Override
    public CompletableFuture<Void> resignAsync(String successor) {
        if (successor.isEmpty()) {
            return releaseAsync();
        }
        try {
            ElectionNames.checkCandidate(successor);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        Wish wish = new Wish();
        hold().handOn(successor, wish);
        return wish.future;
    }

    /** Something asked for by the leader, on its way. */
    private final class Wish implements LeaderAnswer {
        private final CompletableFuture<Void> future = new CompletableFuture<>();

        @Override
        public void done() {
            finish(future, null);
        }

        @Override
        public void refused(Outcome.Rejection why) {
            future.completeExceptionally(Replies.refused(why));
        }

        @Override
        public void lost(@Nullable Loss how) {
            future.completeExceptionally(
                    how == null
                            ? new LockLostException(
                                    null, "the leadership of " + name() + " was given up by this handle")
                            : new LockLostException(
                                    told(how), "the leadership of " + name() + " was lost: " + how.message()));
        }

        @Override
        public void failed(CallFailure why) {
            finish(future, why);
        }
    }
}
