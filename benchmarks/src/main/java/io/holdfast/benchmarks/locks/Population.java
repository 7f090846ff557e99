package io.holdfast.benchmarks.locks;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Many sessions of few clients, and a bounded number of steps for them under way at once. */
final class Population implements AutoCloseable {
    private static final int UNDER_WAY = 2_000;
    private static final int PATIENCE_SECONDS = 60;

    private final List<HoldfastClient> clients = new ArrayList<>();
    private final SessionOptions options;
    private final Semaphore places = new Semaphore(UNDER_WAY);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Population(int clients, int ttlSeconds) {
        for (int i = 0; i < clients; i++) {
            this.clients.add(HoldfastPeer.client("crowd-" + i));
        }
        this.options = SessionOptions.of(Duration.ofSeconds(ttlSeconds));
    }

    /** One step for one session; done when its stage is. */
    @FunctionalInterface
    interface Step {
        CompletionStage<?> begin(HoldfastClient client, Session session, int number);
    }

    /** Opens sessions and takes the step in each; returns when all are done. */
    void forEach(int sessions, Step step) throws Exception {
        for (int i = 0; i < sessions; i++) {
            take(1);
            HoldfastClient client = clients.get(i % clients.size());
            int number = i;
            client.openSession(options)
                    .thenCompose(session -> step.begin(client, session, number))
                    .whenComplete((done, cause) -> {
                        if (cause != null) {
                            failure.compareAndSet(null, cause);
                        }
                        places.release();
                    });
        }
        take(UNDER_WAY);
        places.release(UNDER_WAY);
    }

    private void take(int count) throws Exception {
        boolean taken = places.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS);
        Throwable cause = failure.get();
        if (cause != null) {
            throw new IllegalStateException("a step failed", cause);
        }
        if (!taken) {
            throw new TimeoutException("no step was done for " + PATIENCE_SECONDS + " s");
        }
    }

    HoldfastClient first() {
        return clients.get(0);
    }

    /** Leaves the sessions to their time to live where closing each of them takes too long. */
    @Override
    public void close() {
        for (HoldfastClient client : clients) {
            client.close(Duration.ofSeconds(20));
        }
    }
}
