package io.holdfast.it.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.BlockingKeyValueClient;
import io.holdfast.client.Condition;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.Op;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RequestOutcome;
import io.holdfast.client.TransactionReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.session.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that count, each in two ways: all of them raise one shared counter by compare-and-put, and each puts to a key of
 * its own, whose version is how often that was applied. Each knows how often it was told "applied", and asks about
 * whatever ended unknown until it is told. In the end the cluster must have counted the same.
 */
public final class Counters implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HoldfastClient client;
    private final Bytes shared;
    private final List<Counter> counters = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicLong raised = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    private Counters(HoldfastClient client, String prefix) {
        this.client = client;
        this.shared = Bytes.utf8(prefix + "/shared");
    }

    /** Starts {@code count} threads whose keys begin with {@code prefix}. */
    public static Counters start(HoldfastClient client, String prefix, int count) {
        Counters all = new Counters(client, prefix);
        for (int i = 0; i < count; i++) {
            Counter counter = all.new Counter(prefix + "/" + i);
            all.counters.add(counter);
            counter.start();
        }
        return all;
    }

    /** How often the shared counter was raised so far, as its writers were told. */
    public long raised() {
        return raised.get();
    }

    /** How many writes were called for, each under a request id of its own. */
    public long writes() {
        return writes.get();
    }

    /** How many writes ended unknown and were asked about. */
    public long unknown() {
        return unknown.get();
    }

    /** Waits until the shared counter was raised so often more. */
    public void awaitMore(long more) {
        long goal = raised() + more;
        await("progress of the counters").atMost(PATIENCE).until(() -> raised() >= goal);
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the threads and waits for them. */
    public void stop() {
        stopping.countDown();
        for (Counter counter : counters) {
            try {
                counter.join(TimeUnit.SECONDS.toMillis(120));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while stopping the counters", e);
            }
            assertThat(counter.isAlive()).as("%s still counts", counter.key).isFalse();
        }
    }

    /** Compares what the cluster counted with what the threads were told. Call after {@link #stop}. */
    public void assertExactlyRight() {
        BlockingKeyValueClient kv = client.keyValue().blocking();
        for (Counter counter : counters) {
            assertThat(counter.unexpected)
                    .as("what %s did not expect", counter.key)
                    .isNull();
            long version = kv.get(counter.key).keyValue().map(KeyValue::version).orElse(0L);
            assertThat(version).as("how often %s was put", counter.key).isEqualTo(counter.puts);
        }
        long count = kv.get(shared)
                .keyValue()
                .map(found -> Long.parseLong(found.value().utf8()))
                .orElse(0L);
        assertThat(count).as("the shared counter").isEqualTo(raised.get());
    }

    /** One thread. Its fields are read after it ended. */
    private final class Counter extends Thread {
        private final Bytes key;
        private long puts;

        private @Nullable RuntimeException unexpected;

        Counter(String key) {
            super("counter-" + key);
            this.key = Bytes.utf8(key);
            setDaemon(true);
        }

        @Override
        public void run() {
            BlockingKeyValueClient kv = client.keyValue().blocking();
            while (!paused() && unexpected == null) {
                try {
                    if (applied(() -> kv.put(key, Bytes.utf8("x")).revision() > 0, reply -> true)) {
                        puts++;
                    }
                    if (raise(kv)) {
                        raised.incrementAndGet();
                    }
                } catch (HoldfastException e) {
                    if (!e.retryable() || e.outcome() != OperationOutcome.NOT_APPLIED) {
                        unexpected = e;
                    }
                }
            }
        }

        /** A little time for the nodes to start in; whether the end came meanwhile. */
        private boolean paused() {
            try {
                return stopping.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        private boolean raise(BlockingKeyValueClient kv) {
            Optional<KeyValue> found = kv.get(shared).keyValue();
            long value =
                    found.map(entry -> Long.parseLong(entry.value().utf8())).orElse(0L);
            return applied(
                    () -> kv.transaction()
                            .when(
                                    found.isPresent()
                                            ? Condition.modRevision(shared)
                                                    .equalTo(found.get().modRevision())
                                            : Condition.absent(shared))
                            .then(Op.put(shared, Bytes.utf8(Long.toString(value + 1))))
                            .commit()
                            .succeeded(),
                    applied -> ((TransactionReply) applied.reply().orElseThrow()).succeeded());
        }

        /** Whether a write took effect; asks until it knows. */
        private boolean applied(Supplier<Boolean> write, java.util.function.Predicate<RequestOutcome.Applied> counts) {
            writes.incrementAndGet();
            try {
                return write.get();
            } catch (HoldfastException e) {
                if (e.outcome() != OperationOutcome.UNKNOWN) {
                    throw e;
                }
                unknown.incrementAndGet();
                RequestOutcome outcome = settled(e.requestId().orElseThrow(() -> e));
                if (outcome instanceof RequestOutcome.Forgotten) {
                    throw e;
                }
                return outcome instanceof RequestOutcome.Applied applied && counts.test(applied);
            }
        }

        private RequestOutcome settled(RequestId request) {
            while (true) {
                try {
                    return client.awaitOutcome(request);
                } catch (HoldfastException e) {
                    // The question may be asked again and again: it has one answer.
                    if (!e.retryable()) {
                        throw e;
                    }
                }
            }
        }
    }
}
