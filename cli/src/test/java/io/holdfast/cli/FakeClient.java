package io.holdfast.cli;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.Cluster;
import io.holdfast.client.ClusterClient;
import io.holdfast.client.CompactReply;
import io.holdfast.client.Consistency;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.DeleteReply;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.GetReply;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.KeyValueClient;
import io.holdfast.client.LeaseClient;
import io.holdfast.client.LockClient;
import io.holdfast.client.PutOptions;
import io.holdfast.client.PutReply;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangePages;
import io.holdfast.client.RangeReply;
import io.holdfast.client.ReadOptions;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.RequestOutcome;
import io.holdfast.client.Served;
import io.holdfast.client.SessionClient;
import io.holdfast.client.TransactionBuilder;
import io.holdfast.client.TransactionReply;
import io.holdfast.client.WatchClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.session.RequestId;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

/**
 * A store in memory that answers at once (or, like the real client, on another thread), or fails as told. Pages hold two
 * keys. Safe for any thread.
 */
public final class FakeClient implements HoldfastClient {
    private static final int PAGE = 2;

    private final NavigableMap<Bytes, KeyValue> store = new ConcurrentSkipListMap<>();
    private final AtomicLong revision = new AtomicLong(1);
    private final AtomicReference<@Nullable HoldfastException> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable HoldfastException> laterPages = new AtomicReference<>();
    private volatile Executor answering = Runnable::run;
    private volatile @Nullable LeaseClient leases;
    private final Keys keys = new Keys();

    /** Completes its answers on {@code executor} from now on. */
    public FakeClient answeringOn(Executor executor) {
        answering = executor;
        return this;
    }

    /** Every call from now on fails with {@code exception}. */
    public FakeClient failingWith(HoldfastException exception) {
        failure.set(exception);
        return this;
    }

    /** Every page of a range but the first fails with {@code exception} from now on. */
    public FakeClient failingAfterAPageWith(HoldfastException exception) {
        laterPages.set(exception);
        return this;
    }

    /** Stores one key. */
    public FakeClient with(String key, byte[] value) {
        keys.put(Bytes.utf8(key), Bytes.copyOf(value)).join();
        return this;
    }

    /** Takes a key away as no store may: without a revision. */
    public void lose(Bytes key) {
        store.remove(key);
    }

    /** What is stored. */
    public NavigableMap<Bytes, KeyValue> store() {
        return store;
    }

    @Override
    public KeyValueClient keyValue() {
        return keys;
    }

    @Override
    public WatchClient watch() {
        throw new UnsupportedOperationException("no command under test watches");
    }

    @Override
    public ElectionClient elections() {
        throw new UnsupportedOperationException("no command under test has to do with elections");
    }

    @Override
    public ReleaseClient releases() {
        throw new UnsupportedOperationException("no command under test has to do with configuration");
    }

    @Override
    public ClusterClient cluster() {
        ClusterClient cluster = Mockito.mock(ClusterClient.class);
        Mockito.when(cluster.describe()).thenReturn(answer(new Cluster("demo", "n1", List.of(), Optional.empty(), 7)));
        return cluster;
    }

    @Override
    public LockClient locks() {
        throw new UnsupportedOperationException("no command under test asks for locks");
    }

    @Override
    public LeaseClient leases() {
        LeaseClient known = leases;
        if (known == null) {
            throw new UnsupportedOperationException("no command asks for it");
        }
        return known;
    }

    /** Answers with these leases from now on. */
    public FakeClient withLeases(LeaseClient known) {
        leases = known;
        return this;
    }

    @Override
    public SessionClient sessions() {
        throw new UnsupportedOperationException("no command asks for it");
    }

    @Override
    public CompletableFuture<RequestOutcome> outcome(RequestId request) {
        throw new UnsupportedOperationException("no command asks for it");
    }

    @Override
    public ClientConfig config() {
        throw new UnsupportedOperationException("no command asks for it");
    }

    @Override
    public void close() {}

    @Override
    public boolean close(Duration patience) {
        return true;
    }

    private <T> CompletableFuture<T> answer(T reply) {
        HoldfastException exception = failure.get();
        CompletableFuture<T> answer = new CompletableFuture<>();
        answering.execute(() -> {
            if (exception == null) {
                answer.complete(reply);
            } else {
                answer.completeExceptionally(exception);
            }
        });
        return answer;
    }

    private List<KeyValue> in(KeyRange range) {
        return store.values().stream().filter(kv -> range.contains(kv.key())).toList();
    }

    private final class Keys implements KeyValueClient {
        private static final Served SERVED = Served.byLeader("n1");

        @Override
        public CompletableFuture<PutReply> put(Bytes key, Bytes value, PutOptions options) {
            if (failure.get() != null) {
                return answer(new PutReply(0, Optional.empty()));
            }
            long now = revision.incrementAndGet();
            KeyValue old = store.get(key);
            store.put(
                    key,
                    new KeyValue(
                            key,
                            value,
                            old == null ? now : old.createRevision(),
                            now,
                            old == null ? 1 : old.version() + 1,
                            0));
            return answer(new PutReply(now, options.previous() ? Optional.ofNullable(old) : Optional.empty()));
        }

        @Override
        public CompletableFuture<GetReply> get(Bytes key, ReadOptions options) {
            return answer(new GetReply(revision.get(), Optional.ofNullable(store.get(key)), SERVED));
        }

        @Override
        public CompletableFuture<DeleteReply> deleteRange(KeyRange range, DeleteOptions options) {
            List<KeyValue> found = in(range);
            found.forEach(kv -> store.remove(kv.key()));
            return answer(new DeleteReply(
                    revision.incrementAndGet(), found.size(), options.previous() ? found : List.<KeyValue>of()));
        }

        @Override
        public CompletableFuture<RangeReply> range(KeyRange range, RangeOptions options) {
            List<KeyValue> found = in(range);
            boolean countOnly = options.query(range).countOnly();
            return answer(new RangeReply(
                    revision.get(), countOnly ? List.<KeyValue>of() : found, false, found.size(), SERVED));
        }

        @Override
        public RangePages pages(KeyRange range, RangeOptions options) {
            List<KeyValue> found = in(range);
            long limit = options.query(range).limit();
            List<KeyValue> wanted = found.subList(0, (int) (limit == 0 ? found.size() : Math.min(limit, found.size())));
            Iterator<Integer> starts = IntStream.iterate(0, i -> i == 0 || i < wanted.size(), i -> i + PAGE)
                    .iterator();
            return new RangePages() {
                @Override
                public CompletableFuture<Optional<RangeReply>> next() {
                    if (!starts.hasNext()) {
                        return answer(Optional.empty());
                    }
                    int from = starts.next();
                    HoldfastException broken = laterPages.get();
                    if (from > 0 && broken != null) {
                        return CompletableFuture.failedFuture(broken);
                    }
                    List<KeyValue> page = wanted.subList(from, Math.min(from + PAGE, wanted.size()));
                    return answer(Optional.of(new RangeReply(
                            FakeClient.this.revision.get(), page, from + PAGE < found.size(), found.size(), SERVED)));
                }

                @Override
                public long revision() {
                    return FakeClient.this.revision.get();
                }
            };
        }

        @Override
        public CompletableFuture<RangeReply> getAll(KeyRange range, RangeOptions options, int maxKeys) {
            return range(range, options);
        }

        @Override
        public TransactionBuilder<CompletableFuture<TransactionReply>> transaction() {
            throw new UnsupportedOperationException("only the real client builds transactions");
        }

        @Override
        public CompletableFuture<CompactReply> compact(long at) {
            return answer(new CompactReply(revision.get()));
        }

        @Override
        public KeyValueClient withConsistency(Consistency consistency) {
            return this;
        }

        @Override
        public KeyValueClient withTimeout(Duration timeout) {
            return this;
        }

        @Override
        public BlockingKeyValueClient blocking() {
            throw new UnsupportedOperationException("the commands wait for futures");
        }
    }
}
