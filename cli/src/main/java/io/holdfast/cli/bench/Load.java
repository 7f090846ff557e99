package io.holdfast.cli.bench;

import io.holdfast.client.KeyValueClient;
import io.holdfast.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A closed loop: a fixed number of lanes, each with exactly one operation in flight, the next sent as soon as the last is
 * answered. A lane whose operation failed pauses shortly before the next, so that a cluster without a leader is not
 * hammered.
 */
final class Load {
    private static final int DISTINCT_VALUES = 64;
    private static final Executor PAUSE = CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

    private final BenchPlan plan;
    private final Meter meter;
    private final Bytes[] keys;
    private final Bytes[] values = new Bytes[DISTINCT_VALUES];
    private final CountDownLatch lanesOut;
    private final List<Lane> lanes = new ArrayList<>();
    private volatile boolean stopped;

    Load(BenchPlan plan, List<KeyValueClient> clients, int inFlight, Meter meter) {
        this.plan = plan;
        this.meter = meter;
        this.keys = keys(plan.keys());
        this.lanesOut = new CountDownLatch(inFlight);
        SplittableRandom random = new SplittableRandom(plan.seed());
        for (int i = 0; i < values.length; i++) {
            byte[] value = new byte[plan.valueSize()];
            random.nextBytes(value);
            values[i] = Bytes.wrap(value);
        }
        for (int i = 0; i < inFlight; i++) {
            lanes.add(new Lane(clients.get(i % clients.size()), random.split()));
        }
    }

    /** The keys of a load over {@code count} keys. */
    static Bytes[] keys(int count) {
        Bytes[] keys = new Bytes[count];
        for (int i = 0; i < count; i++) {
            keys[i] = Bytes.utf8("bench/%08d".formatted(i));
        }
        return keys;
    }

    void start() {
        lanes.forEach(Lane::advance);
    }

    /** Sends nothing more and waits until every lane's last operation is answered; false if that takes too long. */
    boolean stop(long patience, TimeUnit unit) throws InterruptedException {
        stopped = true;
        return lanesOut.await(patience, unit);
    }

    /** One operation at a time. Whoever completes it sends the next, so only one thread at a time is in here. */
    private final class Lane {
        private final KeyValueClient client;
        private final SplittableRandom random;
        private final AtomicInteger turns = new AtomicInteger();

        Lane(KeyValueClient client, SplittableRandom random) {
            this.client = client;
            this.random = random;
        }

        /** Sends the next operation. One that completes while being sent is taken up by the loop, not by recursion. */
        void advance() {
            if (turns.getAndIncrement() == 0) {
                do {
                    send();
                } while (turns.decrementAndGet() != 0);
            }
        }

        private void send() {
            if (stopped) {
                lanesOut.countDown();
                return;
            }
            Bytes key = keys[random.nextInt(keys.length)];
            boolean read = plan.reads() > 0 && random.nextInt(100) < plan.reads();
            long sent = System.nanoTime();
            CompletableFuture<?> answer =
                    read ? client.get(key) : client.put(key, values[random.nextInt(DISTINCT_VALUES)]);
            answer.whenComplete((reply, failure) -> answered(sent, failure));
        }

        private void answered(long sent, @Nullable Throwable failure) {
            if (failure == null) {
                meter.acknowledged(sent, System.nanoTime());
                advance();
            } else {
                meter.failed(failure);
                PAUSE.execute(this::advance);
            }
        }
    }
}
