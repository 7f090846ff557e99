package io.holdfast.cli.bench;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.KeyValueClient;
import io.holdfast.client.Watch;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.WatchListener;
import io.holdfast.client.WatchOptions;
import io.holdfast.client.WatchUpdate;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One writer at a fixed rate, whatever the cluster does meanwhile, and watches that each hear every write. A value begins
 * with the moment its write was due, so a late write counts as late, and so does each of its deliveries.
 */
final class Deliveries implements AutoCloseable {
    private static final KeyRange RANGE = KeyRange.prefix(Bytes.utf8("bench/"));

    private final List<Watch> watches = new ArrayList<>();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "bench-writer");
        thread.setDaemon(true);
        return thread;
    });
    /** One party for each write under way, and one for the writer until it stops. */
    private final Phaser writes = new Phaser(1);

    private final KeyValueClient writer;
    private final Bytes[] keys;
    private final SplittableRandom random;
    private final Meter meter;
    private final int valueSize;
    private final long periodNanos;

    /** Confined to the writer's thread. */
    private long due;

    Deliveries(BenchPlan plan, List<HoldfastClient> clients, int count, int rate, Meter meter) {
        this.writer = clients.get(0).keyValue();
        this.keys = Load.keys(plan.keys());
        this.random = new SplittableRandom(plan.seed());
        this.meter = meter;
        this.valueSize = Math.max(Long.BYTES, plan.valueSize());
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / rate;
        for (int i = 0; i < count; i++) {
            watches.add(clients.get(i % clients.size()).watch().listen(RANGE, WatchOptions.DEFAULT, new Listener()));
        }
    }

    /** Waits until every watch began, then writes. */
    void start() {
        watches.forEach(watch -> watch.began().join());
        due = System.nanoTime();
        ticker.scheduleAtFixedRate(this::write, 0, periodNanos, TimeUnit.NANOSECONDS);
    }

    private void write() {
        byte[] value = new byte[valueSize];
        ByteBuffer.wrap(value).putLong(due);
        due += periodNanos;
        writes.register();
        writer.put(keys[random.nextInt(keys.length)], Bytes.wrap(value)).whenComplete((reply, failure) -> {
            writes.arriveAndDeregister();
            if (failure != null) {
                meter.failed(failure);
            }
        });
    }

    /** Writes nothing more and waits until every write is answered; false if that takes too long. */
    boolean stop(long patience, TimeUnit unit) throws InterruptedException {
        ticker.shutdown();
        if (!ticker.awaitTermination(patience, unit)) {
            return false;
        }
        writes.arriveAndDeregister();
        try {
            writes.awaitAdvanceInterruptibly(0, patience, unit);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        watches.forEach(Watch::close);
    }

    private final class Listener implements WatchListener {
        @Override
        public void onEvents(WatchUpdate.Events batch) {
            long now = System.nanoTime();
            for (WatchEvent event : batch.events()) {
                if (event instanceof WatchEvent.Put put
                        && put.keyValue().value().size() >= Long.BYTES) {
                    meter.acknowledged(put.keyValue().value().asByteBuffer().getLong(), now);
                }
            }
        }

        @Override
        public void onSnapshot(WatchUpdate.Snapshot part) {
            // A watch so far behind that history was compacted: its deliveries are missing from the measurement.
            if (part instanceof WatchUpdate.SnapshotBegin) {
                meter.failed(new IllegalStateException("a watch was reset"));
            }
        }

        @Override
        public void onError(HoldfastException why) {
            meter.failed(why);
        }
    }
}
