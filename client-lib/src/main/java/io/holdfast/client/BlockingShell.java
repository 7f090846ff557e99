package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.lock.LockGuard;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Waits for what the asynchronous client promises.
 *
 * @param client makes the calls
 */
record BlockingShell(DefaultKeyValueClient client) implements BlockingKeyValueClient {
    @Override
    public PutReply put(Bytes key, Bytes value, PutOptions options) {
        return Waiting.await(client.put(key, value, options), true);
    }

    @Override
    public GetReply get(Bytes key, ReadOptions options) {
        return Waiting.await(client.get(key, options), false);
    }

    @Override
    public DeleteReply deleteRange(KeyRange range, DeleteOptions options) {
        return Waiting.await(client.deleteRange(range, options), true);
    }

    @Override
    public RangeReply range(KeyRange range, RangeOptions options) {
        return Waiting.await(client.range(range, options), false);
    }

    @Override
    public Stream<KeyValue> stream(KeyRange range, RangeOptions options) {
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new Paged(client.pages(range, options)), traits), false);
    }

    @Override
    public RangeReply getAll(KeyRange range, RangeOptions options, int maxKeys) {
        return Waiting.await(client.getAll(range, options, maxKeys), false);
    }

    @Override
    public TransactionBuilder<TransactionReply> transaction() {
        return new TransactionBuilder<>(this::commit);
    }

    private TransactionReply commit(
            Transaction transaction, List<LockGuard> guards, Optional<Consistency> consistency) {
        boolean writes = !guards.isEmpty() || ReadOnly.query(transaction).isEmpty();
        return Waiting.await(client.commit(transaction, guards, consistency), writes);
    }

    @Override
    public CompactReply compact(long revision) {
        return Waiting.await(client.compact(revision), true);
    }

    @Override
    public BlockingKeyValueClient withTimeout(Duration timeout) {
        return new BlockingShell(new DefaultKeyValueClient(client.calls().withTimeout(timeout), client.consistency()));
    }

    @Override
    public BlockingKeyValueClient withConsistency(Consistency consistency) {
        return client.withConsistency(consistency).blocking();
    }

    /** One page in memory; the next is read when it is used up. */
    private static final class Paged implements Iterator<KeyValue> {
        private final RangePages pages;
        private Iterator<KeyValue> page = Collections.emptyIterator();
        private boolean ended;

        Paged(RangePages pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasNext() {
            while (!page.hasNext() && !ended) {
                Optional<RangeReply> next = Waiting.await(pages.next(), false);
                ended = next.isEmpty();
                next.ifPresent(reply -> page = reply.keyValues().iterator());
            }
            return page.hasNext();
        }

        @Override
        public KeyValue next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the range has no more keys");
            }
            return page.next();
        }
    }
}
