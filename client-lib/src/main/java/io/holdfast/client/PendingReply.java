package io.holdfast.client;

import io.holdfast.client.internal.Call;
import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Payload;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call and the future its caller waits on.
 *
 * @param <T> what the caller gets
 */
final class PendingReply<T> extends Call {
    private static final Logger LOG = LoggerFactory.getLogger(PendingReply.class);

    private final CompletableFuture<T> future = new CompletableFuture<>();
    private final BiFunction<Outcome, Served, T> reply;
    private final Function<ClusterDescription, T> description;

    private PendingReply(
            Payload payload,
            long deadlineNanos,
            BiFunction<Outcome, Served, T> reply,
            Function<ClusterDescription, T> description) {
        super(payload, deadlineNanos);
        this.reply = reply;
        this.description = description;
    }

    /** A call answered by an outcome. */
    static <T> PendingReply<T> of(Payload payload, long deadlineNanos, BiFunction<Outcome, Served, T> reply) {
        return new PendingReply<>(payload, deadlineNanos, reply, description -> {
            throw Failures.mismatch("a description of the cluster");
        });
    }

    /** A call answered by a description of the cluster. */
    static <T> PendingReply<T> describing(long deadlineNanos, Function<ClusterDescription, T> description) {
        return new PendingReply<>(
                new Payload.Describe(),
                deadlineNanos,
                (outcome, served) -> {
                    throw Failures.mismatch(outcome.getClass().getSimpleName());
                },
                description);
    }

    CompletableFuture<T> future() {
        return future;
    }

    @Override
    protected void answered(Outcome outcome) {
        complete(answer -> reply.apply(answer, Served.of(answeredBy(), freshness())), outcome);
    }

    @Override
    protected void described(ClusterDescription answer) {
        complete(description, answer);
    }

    @Override
    protected void failed(CallFailure failure) {
        future.completeExceptionally(Failures.exception(failure));
    }

    private <A> void complete(Function<A, T> translation, A answer) {
        T value;
        try {
            value = translation.apply(answer);
        } catch (HoldfastException e) {
            future.completeExceptionally(e);
            return;
        } catch (RuntimeException e) {
            LOG.error("an answer cannot be told: a bug, please report it", e);
            future.completeExceptionally(Failures.untold(e));
            return;
        }
        future.complete(value);
    }
}
