package io.holdfast.it.workload;

import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single keys from exactly one node, at any level, without the client library's routing. Connects anew when its
 * stream has ended. Used by one thread.
 */
public final class NodeReader implements AutoCloseable {
    private static final long CONNECT_MILLIS = 2_000;
    private static final long GRACE_MILLIS = 1_000;

    private final ServerProcess node;
    private final TlsMaterial material;
    private @Nullable RawSession session;
    private long lastId;

    /** A reader of a node, which need not run. */
    public NodeReader(ServerProcess node, TlsMaterial material) {
        this.node = node;
        this.material = material;
    }

    /**
     * Reads a key. Empty if the node gave no answer in time or is gone.
     *
     * @return what the node said: {@link Result.Answered} or {@link Result.Failed}
     */
    public Optional<Result> read(Bytes key, ReadLevel level, Duration timeout) throws InterruptedException {
        try {
            RawSession open = session();
            Request request =
                    new Request.Read(++lastId, (int) timeout.toMillis(), RangeQuery.of(KeyRange.single(key)), level);
            return Optional.of(open.send(request).get(timeout.toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // The node was killed or is stopped: whoever reads next tries again.
            close();
            return Optional.empty();
        }
    }

    private RawSession session() throws InterruptedException, ExecutionException, TimeoutException {
        RawSession open = session;
        if (open == null || open.closed().isDone()) {
            close();
            open = new RawSession(Channels.to(node, material));
            session = open;
            open.hello().get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
        }
        return open;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
