package io.holdfast.client;

import io.holdfast.client.internal.Engine;
import io.holdfast.client.internal.Payload;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Query;
import io.holdfast.model.session.RequestId;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Puts calls on their way, each with its deadline.
 *
 * @param engine carries them
 * @param timeoutNanos how long each may take
 * @param readFrom where linearizable reads go
 */
record Calls(Engine engine, long timeoutNanos, ReadFrom readFrom) {
    private static final Duration LONGEST = Duration.ofDays(1);

    Calls withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a timeout must be positive and at most a day: " + timeout);
        }
        return new Calls(engine, timeout.toNanos(), readFrom);
    }

    <T> CompletableFuture<T> write(List<LockGuard> guards, KeyValueCommand command, Function<Outcome, T> reply) {
        try {
            return submit(PendingReply.of(payload(guards, command), deadline(), reply));
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    <T> CompletableFuture<T> writeServed(
            List<LockGuard> guards, KeyValueCommand command, BiFunction<Outcome, Served, T> reply) {
        try {
            return submit(PendingReply.served(payload(guards, command), deadline(), reply));
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Payload payload(List<LockGuard> guards, KeyValueCommand write) {
        RequestCheck.check(write);
        Command command = Guards.guarded(guards, write);
        try {
            return new Payload.Write(new EncodedCommand(command, CommandCodec.encode(command)));
        } catch (IllegalArgumentException e) {
            throw RequestCheck.refused(
                    Reason.TOO_LARGE, Limits.MAX_COMMAND_BYTES, "the command was not sent: " + e.getMessage());
        }
    }

    /** A change of the lease table, once. */
    <T> CompletableFuture<T> write(LeaseCommand command, Function<Outcome, T> reply) {
        Payload payload = new Payload.Write(new EncodedCommand(command, CommandCodec.encode(command)));
        return submit(PendingReply.of(payload, deadline(), reply));
    }

    /** A change of configuration, once. */
    <T> CompletableFuture<T> write(ConfigCommand command, Function<Outcome, T> reply) {
        EncodedCommand encoded;
        try {
            encoded = new EncodedCommand(command, CommandCodec.encode(command));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(RequestCheck.refused(
                    Reason.TOO_LARGE, Limits.MAX_COMMAND_BYTES, "the command was not sent: " + e.getMessage()));
        }
        return submit(PendingReply.of(new Payload.Write(encoded), deadline(), reply));
    }

    /** A change that is the same if it comes twice. */
    <T> CompletableFuture<T> idempotent(Command command, Function<Outcome, T> reply) {
        return submit(PendingReply.of(Payload.Idempotent.of(command), deadline(), reply));
    }

    /** What became of a write; settles it. */
    CompletableFuture<RequestOutcome> outcome(RequestId request) {
        Payload question = new Payload.Question(request);
        return submit(PendingReply.served(question, deadline(), Replies::resolved));
    }

    /** Whatever is not answered by an outcome. */
    <T> CompletableFuture<T> ask(Payload payload, Function<Result, T> reply) {
        return submit(PendingReply.answeredBy(payload, deadline(), reply));
    }

    <T> CompletableFuture<T> read(Query query, Consistency consistency, BiFunction<Outcome, Served, T> reply) {
        boolean anyNode = readFrom == ReadFrom.ANY || !consistency.isLinearizable();
        Payload payload = Payload.Read.of(query, consistency.level(engine.seen()), anyNode);
        if (payload.bytes() > Limits.MAX_COMMAND_BYTES) {
            return CompletableFuture.failedFuture(RequestCheck.refused(
                    Reason.TOO_LARGE,
                    Limits.MAX_COMMAND_BYTES,
                    "the query was not sent: it takes up to " + payload.bytes() + " bytes, at most "
                            + Limits.MAX_COMMAND_BYTES + " are allowed"));
        }
        return submit(PendingReply.served(payload, deadline(), reply));
    }

    CompletableFuture<Cluster> describe() {
        return ask(new Payload.Describe(), Replies::cluster);
    }

    private <T> CompletableFuture<T> submit(PendingReply<T> call) {
        engine.submit(call);
        return call.future();
    }

    long deadline() {
        return System.nanoTime() + timeoutNanos;
    }
}
