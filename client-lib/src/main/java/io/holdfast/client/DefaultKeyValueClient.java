package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.KeyValueQuery;
import io.holdfast.model.query.RangeQuery;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Keys and values over {@link Calls}.
 *
 * @param calls carries the calls
 * @param consistency how fresh the answers to reads are that say nothing of it
 */
record DefaultKeyValueClient(Calls calls, Consistency consistency) implements KeyValueClient {
    @Override
    public CompletableFuture<PutReply> put(Bytes key, Bytes value, PutOptions options) {
        return calls.write(
                options.guards(), options.of(key, value), options.previous() ? Replies::put : Replies::plainPut);
    }

    @Override
    public CompletableFuture<GetReply> get(Bytes key, ReadOptions options) {
        RangeQuery query = RangeOptions.DEFAULT.revision(options.revision()).query(KeyRange.single(key));
        return read(query, options.consistency(), Replies::get);
    }

    @Override
    public CompletableFuture<DeleteReply> deleteRange(KeyRange range, DeleteOptions options) {
        return calls.write(options.guards(), new DeleteRange(range, options.previous()), Replies::delete);
    }

    @Override
    public CompletableFuture<RangeReply> range(KeyRange range, RangeOptions options) {
        return read(options.query(range), options.consistency(), Replies::range);
    }

    private <T> CompletableFuture<T> read(
            RangeQuery query, Optional<Consistency> named, BiFunction<Outcome, Served, T> reply) {
        try {
            RequestCheck.check(query);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        return calls.read(query, named.orElse(consistency), reply);
    }

    @Override
    public RangePages pages(KeyRange range, RangeOptions options) {
        return new PageReader(this, range, levelled(options));
    }

    @Override
    public CompletableFuture<RangeReply> getAll(KeyRange range, RangeOptions options, int maxKeys) {
        return PageReader.all(this, range, levelled(options), maxKeys);
    }

    private RangeOptions levelled(RangeOptions options) {
        return options.consistency().isPresent() ? options : options.consistency(consistency);
    }

    @Override
    public TransactionBuilder<CompletableFuture<TransactionReply>> transaction() {
        return new TransactionBuilder<>(this::commit);
    }

    CompletableFuture<TransactionReply> commit(
            Transaction transaction, List<LockGuard> guards, Optional<Consistency> named) {
        try {
            RequestCheck.check(transaction);
        } catch (RejectedException e) {
            return CompletableFuture.failedFuture(e);
        }
        Optional<KeyValueQuery> query = guards.isEmpty() ? ReadOnly.query(transaction) : Optional.empty();
        return query.isPresent()
                ? calls.read(query.get(), named.orElse(consistency), Replies::transaction)
                : calls.writeServed(guards, transaction, Replies::transaction);
    }

    @Override
    public CompletableFuture<CompactReply> compact(long revision) {
        return calls.write(List.of(), new Compact(revision), Replies::compact);
    }

    @Override
    public KeyValueClient withTimeout(Duration timeout) {
        return new DefaultKeyValueClient(calls.withTimeout(timeout), consistency);
    }

    @Override
    public KeyValueClient withConsistency(Consistency named) {
        return new DefaultKeyValueClient(calls, Objects.requireNonNull(named, "consistency"));
    }

    @Override
    public BlockingKeyValueClient blocking() {
        return new BlockingShell(this);
    }
}
