package io.holdfast.it.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A number of threads that each write 1, 2, 3 … to a key of their own, and remember which of it was acknowledged.
 *
 * <p>After any fault each key must hold a number between the last one acknowledged and the last one sent.
 */
public final class Writers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HoldfastClient client;
    private final List<Writer> writers = new ArrayList<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong acknowledged = new AtomicLong();

    private Writers(HoldfastClient client) {
        this.client = client;
    }

    /** Starts {@code count} writers whose keys begin with {@code prefix}. */
    public static Writers start(HoldfastClient client, String prefix, int count) {
        Writers all = new Writers(client);
        for (int i = 0; i < count; i++) {
            Writer writer = all.new Writer(prefix + "/" + i);
            all.writers.add(writer);
            writer.start();
        }
        return all;
    }

    /** How many writes were acknowledged so far. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** Waits until so many more were acknowledged. */
    public void awaitMore(long more) {
        long goal = acknowledged() + more;
        await("writes go on").atMost(PATIENCE).until(() -> acknowledged() >= goal);
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops the writers and waits for them. */
    public void stop() {
        stopping.set(true);
        for (Writer writer : writers) {
            try {
                writer.join(TimeUnit.SECONDS.toMillis(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while stopping the writers", e);
            }
            assertThat(writer.isAlive()).as("%s still writes", writer.key).isFalse();
        }
    }

    /** Reads every key back and compares it with what its writer was told. Call after {@link #stop}. */
    public void assertNothingAcknowledgedIsLost() {
        for (Writer writer : writers) {
            assertThat(writer.unexpected)
                    .as("what writer %s did not expect", writer.key)
                    .isEmpty();
            long stored = client.keyValue()
                    .blocking()
                    .get(writer.key)
                    .keyValue()
                    .map(found -> Long.parseLong(found.value().utf8()))
                    .orElse(0L);
            assertThat(stored)
                    .as(
                            "the number under %s: the last acknowledged is %d, the last sent %d",
                            writer.key, writer.acked, writer.sent)
                    .isBetween(writer.acked, writer.sent);
        }
    }

    /** The longest time between two acknowledgements of one writer. */
    public Duration longestGap() {
        return Duration.ofNanos(
                writers.stream().mapToLong(writer -> writer.longestGap).max().orElse(0));
    }

    /** One thread and its key. Its counters are read after it ended. */
    private final class Writer extends Thread {
        private final String key;
        private long sent;
        private long acked;
        private long longestGap;
        private Optional<HoldfastException> unexpected = Optional.empty();

        Writer(String key) {
            super("writer-" + key);
            this.key = key;
            setDaemon(true);
        }

        @Override
        public void run() {
            long last = System.nanoTime();
            while (!stopping.get() && unexpected.isEmpty()) {
                sent++;
                try {
                    client.keyValue().blocking().put(Bytes.utf8(key), Bytes.utf8(Long.toString(sent)));
                    acked = sent;
                    acknowledged.incrementAndGet();
                    long now = System.nanoTime();
                    longestGap = Math.max(longestGap, now - last);
                    last = now;
                } catch (HoldfastException e) {
                    // While nodes die, NOT_APPLIED and UNKNOWN are honest answers; APPLIED would be a contradiction.
                    boolean honest = e.outcome() == OperationOutcome.UNKNOWN || e.retryable();
                    if (e.outcome() == OperationOutcome.APPLIED || !honest) {
                        unexpected = Optional.of(e);
                    }
                }
            }
        }
    }
}
