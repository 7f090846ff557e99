package io.holdfast.cli.tour;

import io.holdfast.cli.bench.Meter;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.KeyValueClient;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RangeOptions;
import io.holdfast.client.RangePages;
import io.holdfast.client.RangeReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes without pause and remembers which writes were acknowledged. Each write has a key of its own. A write that was
 * certainly not applied is repeated; one whose outcome is unknown is left, and counts neither as acknowledged nor as
 * lost.
 *
 * <p>Lanes write one after the other; what a lane remembers is its own until it has ended.
 */
final class Writer {
    private static final String PREFIX = "tour/writer/";

    private final KeyValueClient client;
    private final Meter meter = new Meter();
    private final AtomicLong acknowledged = new AtomicLong();
    private final List<Lane> lanes = new ArrayList<>();
    private final CountDownLatch ended;
    private volatile boolean stopped;

    Writer(KeyValueClient client, int lanes) {
        this.client = client;
        this.ended = new CountDownLatch(lanes);
        for (int i = 0; i < lanes; i++) {
            this.lanes.add(new Lane(PREFIX + i + "/"));
        }
    }

    void start() {
        meter.reset(System.nanoTime());
        lanes.forEach(lane -> new Thread(lane, "tour-writer").start());
    }

    /** How many writes have been acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** The longest time between two acknowledgements so far, over all lanes together. */
    Duration longestGap() {
        return Duration.ofNanos(meter.longestGapNanos(System.nanoTime()));
    }

    /**
     * Ends every lane.
     *
     * @throws StepFailedException if one of them does not end within {@code patience}
     */
    void stop(Duration patience) throws StepFailedException, InterruptedException {
        stopped = true;
        if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new StepFailedException("a write was still open " + patience.toSeconds() + " s after the last");
        }
    }

    /** Reads everything written and counts what was acknowledged and is not there. Only after {@link #stop}. */
    Audit audit(KeyValueClient reader) {
        long lost = 0;
        long unknown = 0;
        long unknownApplied = 0;
        for (Lane lane : lanes) {
            BitSet present = lane.read(reader);
            BitSet missing = (BitSet) lane.acknowledged.clone();
            missing.andNot(present);
            lost += missing.cardinality();
            unknown += lane.unknown.cardinality();
            BitSet applied = (BitSet) lane.unknown.clone();
            applied.and(present);
            unknownApplied += applied.cardinality();
        }
        return new Audit(acknowledged.get(), lost, unknown, unknownApplied);
    }

    /**
     * What became of the writes.
     *
     * @param acknowledged how many were acknowledged
     * @param lost how many of those are not there
     * @param unknown how many ended with an unknown outcome
     * @param unknownApplied how many of those are there
     */
    record Audit(long acknowledged, long lost, long unknown, long unknownApplied) {}

    private final class Lane implements Runnable {
        private final String prefix;
        private final BitSet acknowledged = new BitSet();
        private final BitSet unknown = new BitSet();

        Lane(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public void run() {
            try {
                int next = 0;
                while (!stopped) {
                    if (write(next)) {
                        next++;
                    }
                }
            } finally {
                ended.countDown();
            }
        }

        /** Whether the write is settled, one way or the other. */
        private boolean write(int number) {
            long sent = System.nanoTime();
            try {
                client.put(key(number), value(number)).join();
                acknowledged.set(number);
                meter.acknowledged(sent, System.nanoTime());
                Writer.this.acknowledged.incrementAndGet();
                return true;
            } catch (CompletionException e) {
                if (e.getCause() instanceof HoldfastException failure
                        && failure.outcome() == OperationOutcome.NOT_APPLIED) {
                    return false;
                }
                unknown.set(number);
                return true;
            }
        }

        private Bytes key(int number) {
            return Bytes.utf8("%s%08d".formatted(prefix, number));
        }

        private Bytes value(int number) {
            return Bytes.utf8(prefix + number);
        }

        /** The numbers whose keys are there with the right value. */
        BitSet read(KeyValueClient reader) {
            BitSet present = new BitSet();
            RangePages pages = reader.pages(KeyRange.prefix(Bytes.utf8(prefix)), RangeOptions.DEFAULT);
            for (Optional<RangeReply> page = pages.next().join();
                    page.isPresent();
                    page = pages.next().join()) {
                for (KeyValue keyValue : page.get().keyValues()) {
                    Integer number = number(keyValue.key());
                    if (number != null && keyValue.value().equals(value(number))) {
                        present.set(number);
                    }
                }
            }
            return present;
        }

        private @Nullable Integer number(Bytes key) {
            String digits = key.utf8().substring(prefix.length());
            return digits.matches("\\d{1,9}") ? Integer.valueOf(digits) : null;
        }
    }
}
