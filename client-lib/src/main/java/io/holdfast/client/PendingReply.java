package io.holdfast.client;

import io.holdfast.client.internal.Call;
import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Payload;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.Result;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call and the future its caller waits on. Its answer is translated by a function that throws what the caller is to see
 * if the answer is not the one hoped for.
 *
 * @param <T> what the caller gets
 */
final class PendingReply<T> extends Call {
    private static final Logger LOG = LoggerFactory.getLogger(PendingReply.class);

    private final Reply<T> future = new Reply<>(this);
    private final @Nullable Function<Outcome, T> outcome;
    private final @Nullable BiFunction<Result, Served, T> whole;

    private PendingReply(
            Payload payload,
            long deadlineNanos,
            @Nullable Function<Outcome, T> outcome,
            @Nullable BiFunction<Result, Served, T> whole) {
        super(payload, deadlineNanos);
        this.outcome = outcome;
        this.whole = whole;
    }

    /** A call answered by an outcome; whoever gave it does not matter. */
    static <T> PendingReply<T> of(Payload payload, long deadlineNanos, Function<Outcome, T> reply) {
        return new PendingReply<>(payload, deadlineNanos, reply, null);
    }

    /** A call answered by an outcome that is told together with who gave it. */
    static <T> PendingReply<T> served(Payload payload, long deadlineNanos, BiFunction<Outcome, Served, T> reply) {
        return new PendingReply<>(
                payload, deadlineNanos, null, (result, served) -> reply.apply(outcome(result), served));
    }

    /** A call answered by something else than an outcome. */
    static <T> PendingReply<T> answeredBy(Payload payload, long deadlineNanos, Function<Result, T> reply) {
        return new PendingReply<>(payload, deadlineNanos, null, (result, served) -> reply.apply(result));
    }

    /** What the caller waits on; whoever gives up waiting on it itself learns what that means for the call. */
    static final class Reply<T> extends CompletableFuture<T> {
        private final PendingReply<T> call;

        Reply(PendingReply<T> call) {
            this.call = call;
        }

        /** Whether it is a write under a name of its own. */
        boolean once() {
            return call.once();
        }

        /** The caller waits no more: the name of the write, if it was sent; if it was not, it never is. */
        @Nullable
        RequestId giveUp() {
            return call.giveUp();
        }
    }

    CompletableFuture<T> future() {
        return future;
    }

    private static Outcome outcome(Result result) {
        if (result instanceof Result.Answered answered) {
            return answered.outcome();
        }
        throw Failures.mismatch(result.getClass().getSimpleName());
    }

    private T translated(Result result) {
        if (outcome != null) {
            return outcome.apply(outcome(result));
        }
        if (whole == null) {
            throw new IllegalStateException("a call without a translation");
        }
        return whole.apply(
                result, Served.of(answeredBy(), result instanceof Result.Answered told ? told.freshness() : null));
    }

    @Override
    protected void answered(Result result) {
        T value;
        try {
            value = translated(result);
        } catch (HoldfastException e) {
            future.completeExceptionally(e);
            return;
        } catch (RuntimeException e) {
            // The future would never complete.
            LOG.error("an answer cannot be told: a bug, please report it", e);
            future.completeExceptionally(Failures.untold(e));
            return;
        }
        future.complete(value);
    }

    @Override
    protected void failed(CallFailure failure) {
        future.completeExceptionally(Failures.exception(failure));
    }
}
