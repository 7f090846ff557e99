package io.holdfast.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells a {@link LeaderTask} to stop. Safe for any thread. */
public final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final CompletableFuture<StopRequest> requested = new CompletableFuture<>();
    private final Executor executor;
    private volatile @Nullable StopRequest latest;

    StopSignal(Executor executor) {
        this.executor = executor;
    }

    void request(StopRequest request) {
        latest = request;
        latch.countDown();
        executor.execute(() -> requested.complete(request));
    }

    /** Whether to stop. */
    public boolean isRequested() {
        return latest != null;
    }

    /** The latest request: LOST may follow DRAIN. Empty if there is none yet. */
    public Optional<StopRequest> request() {
        return Optional.ofNullable(latest);
    }

    /** Completes with the first request, on the runner's executor. Completing what this returns changes nothing for others. */
    public CompletableFuture<StopRequest> whenRequested() {
        return requested.copy();
    }

    /**
     * Waits for a request, at most so long: the sleep of a task that works now and then.
     *
     * @return whether there is one
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits for a request: for a task that has nothing to do by itself. */
    public void await() throws InterruptedException {
        latch.await();
    }
}
