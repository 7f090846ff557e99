package io.holdfast.client.recipe;

import io.holdfast.client.ClosedException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RejectedException;
import io.holdfast.client.RequestOutcome;
import io.holdfast.client.RequestTimeoutException;
import io.holdfast.client.SessionExpiredException;
import io.holdfast.client.TransactionBuilder;
import io.holdfast.client.TransactionReply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Transactions whose outcome gets known, and compare-and-set loops. Safe for any thread.
 *
 * @param client carries them
 */
record Writes(HoldfastClient client) {
    private static final long FIRST_PAUSE_NANOS = 2_000_000;
    private static final long LONGEST_PAUSE_NANOS = 100_000_000;
    private static final Duration PERSIST_PAUSE = Duration.ofSeconds(1);

    /** What a transaction is made of; asked again for each attempt. */
    @FunctionalInterface
    interface Step {
        /** Adds conditions and operations. */
        TransactionBuilder<CompletableFuture<TransactionReply>> on(
                TransactionBuilder<CompletableFuture<TransactionReply>> transaction);
    }

    /**
     * Commits once. If the outcome is unknown by the deadline, asks for it, for at most the client's request timeout: the
     * question settles it, so that what it calls not applied can be sent again. Fails as UNKNOWN only if nobody could be
     * asked, or nobody remembers.
     */
    CompletableFuture<TransactionReply> commit(Deadline deadline, Step step) {
        return step.on(client.keyValue().withTimeout(deadline.timeout()).transaction())
                .commit()
                .handle((reply, thrown) -> thrown == null
                        ? CompletableFuture.completedFuture(reply)
                        : settle(deadline, step, Waiting.unwrapped(thrown)))
                .thenCompose(Function.identity());
    }

    /** {@link #commit} for what may be done twice: what nobody can tell the outcome of is sent again. */
    CompletableFuture<TransactionReply> commitRepeatable(Deadline deadline, String what, Step step) {
        return until(
                deadline,
                what,
                () -> commit(deadline, step)
                        .handle((reply, thrown) -> {
                            if (thrown == null) {
                                return CompletableFuture.completedFuture(Optional.of(reply));
                            }
                            return Writes.<TransactionReply>again(deadline, Waiting.unwrapped(thrown));
                        })
                        .thenCompose(Function.identity()));
    }

    private CompletableFuture<TransactionReply> settle(Deadline deadline, Step step, Throwable thrown) {
        if (!unknown(thrown) || ((HoldfastException) thrown).requestId().isEmpty()) {
            return CompletableFuture.failedFuture(thrown);
        }
        return client.outcome(((HoldfastException) thrown).requestId().get())
                .handle((outcome, why) -> {
                    if (why != null) {
                        thrown.addSuppressed(Waiting.unwrapped(why));
                    } else if (outcome instanceof RequestOutcome.Applied applied
                            && applied.reply().orElse(null) instanceof TransactionReply reply) {
                        return CompletableFuture.completedFuture(reply);
                    } else if (outcome instanceof RequestOutcome.NotApplied not) {
                        return notApplied(deadline, step, not);
                    }
                    return CompletableFuture.<TransactionReply>failedFuture(thrown);
                })
                .thenCompose(Function.identity());
    }

    private CompletableFuture<TransactionReply> notApplied(
            Deadline deadline, Step step, RequestOutcome.NotApplied outcome) {
        if (outcome.reason().isPresent()) {
            return CompletableFuture.failedFuture(
                    new RejectedException(outcome.reason().get(), 0, 0, outcome.message()));
        }
        return deadline.passed()
                ? CompletableFuture.failedFuture(deadline.exceeded("the write was not applied"))
                : commit(deadline, step);
    }

    /**
     * Does what must not be left undone: while it fails for want of a node or a session, it is done again every second, also
     * after what comes back, the first result, was told.
     */
    static <T> CompletableFuture<T> persist(Supplier<CompletableFuture<T>> work) {
        CompletableFuture<T> first = work.get();
        first.whenComplete((value, thrown) -> {
            if (thrown != null && mendable(Waiting.unwrapped(thrown))) {
                after(PERSIST_PAUSE).thenRun(() -> persist(work));
            }
        });
        return first;
    }

    private static boolean mendable(Throwable thrown) {
        return thrown instanceof SessionExpiredException
                || (thrown instanceof HoldfastException failure && failure.retryable());
    }

    /**
     * Goes on asking what became of a write that failed as UNKNOWN, every second until somebody answers, its session ended
     * or the client is closed; tells of it if it was applied. For what must not be left behind by a call that failed.
     */
    void settleLater(Throwable thrown, Consumer<TransactionReply> applied) {
        if (!(unknown(thrown) && thrown instanceof HoldfastException failure)
                || failure.requestId().isEmpty()) {
            return;
        }
        client.outcome(failure.requestId().get()).whenComplete((outcome, why) -> {
            if (outcome instanceof RequestOutcome.Applied known
                    && known.reply().orElse(null) instanceof TransactionReply reply) {
                applied.accept(reply);
            } else if (why != null && !(Waiting.unwrapped(why) instanceof ClosedException)) {
                after(PERSIST_PAUSE).thenRun(() -> settleLater(thrown, applied));
            }
        });
    }

    /** Another attempt if nobody can tell the outcome and there is time; otherwise the failure. */
    static <T> CompletableFuture<Optional<T>> again(Deadline deadline, Throwable thrown) {
        return unknown(thrown) && !deadline.passed()
                ? CompletableFuture.completedFuture(Optional.empty())
                : CompletableFuture.failedFuture(thrown);
    }

    /** Whether a failure leaves open what was done. */
    static boolean unknown(Throwable thrown) {
        return thrown instanceof HoldfastException failure && failure.outcome() == OperationOutcome.UNKNOWN;
    }

    /**
     * Tries until an attempt gives something. Between attempts it pauses for a random part of 2 to 100 ms that doubles, so
     * that those who collided do not collide again.
     *
     * @param what for the message when the deadline passes: "counter x could not be changed"
     */
    <T> CompletableFuture<T> until(Deadline deadline, String what, Supplier<CompletableFuture<Optional<T>>> attempt) {
        return next(deadline, what, attempt, 0);
    }

    private <T> CompletableFuture<T> next(
            Deadline deadline, String what, Supplier<CompletableFuture<Optional<T>>> attempt, int failed) {
        if (failed > 0 && deadline.passed()) {
            return CompletableFuture.failedFuture(new RequestTimeoutException(
                    OperationOutcome.NOT_APPLIED,
                    null,
                    what + " within " + deadline.patience() + ": in " + failed + " attempts others came first",
                    null));
        }
        return attempt.get()
                .thenCompose(result -> result.isPresent()
                        ? CompletableFuture.completedFuture(result.get())
                        : pause(failed).thenCompose(passed -> next(deadline, what, attempt, failed + 1)));
    }

    /** Completes after a random part of a pause that doubles with each failure. */
    static CompletableFuture<Void> pause(int failed) {
        long bound = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failed, 10));
        return after(Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound) + 1));
    }

    static CompletableFuture<Void> after(Duration pause) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS));
    }
}
