package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.session.RequestId;
import io.holdfast.model.session.SessionRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A client of a {@link MemoryCluster}: what recipes need of one, with one callback thread. */
public final class MemoryClient implements HoldfastClient, WatchClient, SessionClient {
    /** What comes after the client was closed is nobody's. */
    private static final RejectedExecutionHandler LATE = new ThreadPoolExecutor.DiscardPolicy();

    private final MemoryCluster cluster;
    private final ExecutorService callbacks =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), MemoryClient::daemon, LATE);
    private final List<MemoryWatch> watches = new CopyOnWriteArrayList<>();
    private volatile MemorySession session;
    private volatile boolean cut;
    private volatile boolean closed;

    MemoryClient(MemoryCluster cluster) {
        this.cluster = cluster;
        this.session = new MemorySession(cluster, callbacks);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "memory-callbacks");
        thread.setDaemon(true);
        return thread;
    }

    /** The session in which recipes stand now. */
    public MemorySession mine() {
        return session;
    }

    /** Watches hear nothing and calls fail, until it is mended. */
    public void cut() {
        cut = true;
    }

    /** Ends the cut. */
    public void mend() {
        cut = false;
        watches.forEach(MemoryWatch::wake);
    }

    boolean isCut() {
        return cut;
    }

    private <T> CompletableFuture<T> answer(Supplier<T> work) {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new ClosedException(OperationOutcome.NOT_APPLIED, null, "the client was closed", null));
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        callbacks.execute(() -> {
            if (cut) {
                future.completeExceptionally(
                        new UnavailableException(OperationOutcome.NOT_APPLIED, "n1", "this client is cut off", null));
                return;
            }
            try {
                future.complete(work.get());
            } catch (HoldfastException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    @Override
    public KeyValueClient keyValue() {
        return new Keys();
    }

    @Override
    public WatchClient watch() {
        return this;
    }

    @Override
    public LeaseClient leases() {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public ReleaseClient releases() {
        throw new UnsupportedOperationException("no recipe has to do with configuration");
    }

    @Override
    public ElectionClient elections() {
        throw new UnsupportedOperationException("no recipe has to do with elections");
    }

    @Override
    public LockClient locks() {
        throw new UnsupportedOperationException("locks");
    }

    @Override
    public SessionClient sessions() {
        return this;
    }

    @Override
    public CompletableFuture<RequestOutcome> outcome(RequestId request) {
        return answer(() -> cluster.outcome(request));
    }

    @Override
    public ClusterClient cluster() {
        throw new UnsupportedOperationException("cluster");
    }

    @Override
    public ClientConfig config() {
        Duration second = Duration.ofSeconds(1);
        return new ClientConfig(
                List.of("memory:1"),
                Path.of("ca"),
                Path.of("cert"),
                Path.of("key"),
                "memory",
                Duration.ofSeconds(10),
                second,
                second,
                second,
                1000,
                1000,
                ReadFrom.LEADER,
                Duration.ofSeconds(10),
                second,
                Optional.empty(),
                Optional.empty(),
                Optional.of(callbacks));
    }

    /** As a process that is killed: its session ends some time after. */
    public void die() {
        watches.forEach(MemoryWatch::close);
        cut = true;
        session.expireThere();
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }

    @Override
    public boolean close(Duration patience) {
        closed = true;
        session.expire();
        watches.forEach(watch ->
                watch.fail(new ClosedException(OperationOutcome.NOT_APPLIED, null, "the client was closed", null)));
        callbacks.shutdown();
        return true;
    }

    @Override
    public Watch listen(KeyRange range, WatchOptions options, WatchListener listener) {
        return listen(range, options, listener, callbacks);
    }

    @Override
    public Watch listen(KeyRange range, WatchOptions options, WatchListener listener, Executor executor) {
        MemoryWatch watch = new MemoryWatch(this, cluster, range, options, listener, executor);
        watches.add(watch);
        cluster.add(watch);
        watch.wake();
        return watch;
    }

    @Override
    public Flow.Publisher<WatchUpdate> publish(KeyRange range, WatchOptions options) {
        throw new UnsupportedOperationException("publish");
    }

    @Override
    public WatchIterator iterate(KeyRange range, WatchOptions options) {
        throw new UnsupportedOperationException("iterate");
    }

    @Override
    public CompletableFuture<Session> current() {
        return answer(() -> {
            if (session.state() == SessionState.EXPIRED) {
                session = new MemorySession(cluster, callbacks);
            }
            return session;
        });
    }

    @Override
    public CompletableFuture<Session> open(SessionOptions options) {
        return answer(() -> new MemorySession(cluster, callbacks));
    }

    @Override
    public CompletableFuture<SessionPage> list(long after, int limit) {
        throw new UnsupportedOperationException("list");
    }

    @Override
    public CompletableFuture<Optional<SessionRecord>> get(long id) {
        throw new UnsupportedOperationException("get");
    }

    @Override
    public CompletableFuture<Boolean> kill(long id, String why) {
        throw new UnsupportedOperationException("kill");
    }

    @Override
    public Registration onLoss(Consumer<Session> listener, Executor executor) {
        throw new UnsupportedOperationException("onLoss");
    }

    @Override
    public SessionClient withTimeout(Duration timeout) {
        return this;
    }

    @Override
    public BlockingSessionClient blocking() {
        throw new UnsupportedOperationException("blocking");
    }

    private final class Keys implements KeyValueClient {
        @Override
        public CompletableFuture<PutReply> put(Bytes key, Bytes value, PutOptions options) {
            Transaction put = new Transaction(List.of(), List.of(options.of(key, value)), List.of());
            return commit(put).thenApply(reply -> (PutReply) reply.replies().get(0));
        }

        @Override
        public CompletableFuture<GetReply> get(Bytes key, ReadOptions options) {
            RangeQuery query = RangeOptions.DEFAULT.query(KeyRange.single(key));
            return answer(() -> cluster.read(query))
                    .thenApply(reply -> new GetReply(
                            reply.revision(), reply.keyValues().stream().findFirst(), reply.served()));
        }

        @Override
        public CompletableFuture<DeleteReply> deleteRange(KeyRange range, DeleteOptions options) {
            Transaction delete = new Transaction(List.of(), List.of(new DeleteRange(range, false)), List.of());
            return commit(delete)
                    .thenApply(reply -> (DeleteReply) reply.replies().get(0));
        }

        @Override
        public CompletableFuture<RangeReply> range(KeyRange range, RangeOptions options) {
            return answer(() -> cluster.read(options.query(range)));
        }

        @Override
        public RangePages pages(KeyRange range, RangeOptions options) {
            throw new UnsupportedOperationException("pages");
        }

        @Override
        public CompletableFuture<RangeReply> getAll(KeyRange range, RangeOptions options, int maxKeys) {
            return range(range, options.limit(maxKeys));
        }

        @Override
        public TransactionBuilder<CompletableFuture<TransactionReply>> transaction() {
            return new TransactionBuilder<>((transaction, guards, consistency) -> commit(transaction));
        }

        private CompletableFuture<TransactionReply> commit(Transaction transaction) {
            return answer(() -> cluster.commit(transaction, session.id()));
        }

        @Override
        public CompletableFuture<CompactReply> compact(long revision) {
            throw new CompletionException(new UnsupportedOperationException("compact"));
        }

        @Override
        public KeyValueClient withTimeout(Duration timeout) {
            return this;
        }

        @Override
        public KeyValueClient withConsistency(Consistency consistency) {
            return this;
        }

        @Override
        public BlockingKeyValueClient blocking() {
            throw new UnsupportedOperationException("blocking");
        }
    }
}
