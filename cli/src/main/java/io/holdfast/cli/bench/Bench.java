package io.holdfast.cli.bench;

import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.cli.shell.CliException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.KeyValueClient;
import io.holdfast.model.Bytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Runs loads one after the other. Confined to one thread. */
final class Bench {
    /** Stores under way at once while the keys are laid down. */
    static final int FILL_IN_FLIGHT = 512;

    private static final long STOP_SECONDS = 30;

    private final BenchPlan plan;
    private final List<HoldfastClient> connections;
    private final List<KeyValueClient> clients;
    private final @Nullable OperationsClient servers;
    private final List<String> urls;
    private final Progress progress;

    Bench(
            BenchPlan plan,
            List<HoldfastClient> clients,
            @Nullable OperationsClient servers,
            List<String> urls,
            Progress progress) {
        this.plan = plan;
        this.connections = clients;
        this.clients = clients.stream().map(HoldfastClient::keyValue).toList();
        this.servers = servers;
        this.urls = urls;
        this.progress = progress;
    }

    /** Stores every key once, so that reads find something. */
    void fill() {
        Bytes value = Bytes.wrap(new byte[plan.valueSize()]);
        Deque<CompletableFuture<?>> open = new ArrayDeque<>();
        for (Bytes key : Load.keys(plan.keys())) {
            if (open.size() == FILL_IN_FLIGHT) {
                open.remove().join();
            }
            open.add(clients.get(0).put(key, value));
        }
        open.forEach(CompletableFuture::join);
    }

    /** Runs the load with so many operations in flight: warm-up, then measurement. */
    BenchResult run(int inFlight) throws InterruptedException {
        Meter meter = new Meter();
        meter.reset(System.nanoTime());
        Load load = new Load(plan, clients, inFlight, meter);
        load.start();
        return measure(inFlight, meter, load::stop);
    }

    /** Runs one writer at a rate and so many watches that hear it all: what is measured is each delivery. */
    BenchResult deliver(int watches, int rate) throws InterruptedException {
        Meter meter = new Meter();
        try (Deliveries deliveries = new Deliveries(plan, connections, watches, rate, meter)) {
            deliveries.start();
            return measure(watches, meter, deliveries::stop);
        }
    }

    /** Keeps so many leases alive: what is measured is each renewal. */
    BenchResult keepAlive(int count, Duration every) throws InterruptedException {
        Meter meter = new Meter();
        meter.reset(System.nanoTime());
        try (Leases leases = new Leases(connections, count, every, meter)) {
            if (!leases.open()) {
                throw CliException.unavailable(
                        "TIMEOUT",
                        "only " + leases.kept() + " of " + count + " leases could be opened: " + meter.failures());
            }
            return measure(count, meter, (patience, unit) -> true);
        }
    }

    /** How a load ends: whether it did in time. */
    private interface Stop {
        boolean within(long patience, TimeUnit unit) throws InterruptedException;
    }

    private BenchResult measure(int inFlight, Meter meter, Stop stop) throws InterruptedException {
        meter.reset(System.nanoTime());
        watch("warm-up", inFlight, meter, plan.warmup());

        ProcessorTime before = ProcessorTime.now(servers, urls);
        long begin = System.nanoTime();
        meter.reset(begin);
        watch(plan.workload().name().toLowerCase(Locale.ROOT), inFlight, meter, plan.duration());
        long end = System.nanoTime();
        meter.interval();
        double gap = meter.longestGapNanos(end) / 1e6;
        Histogram measured = meter.total().copy();
        ProcessorTime after = ProcessorTime.now(servers, urls);
        // The clocks are read a little later than the counters: the operations of that moment are in both shares.
        meter.interval();
        long operationsByThen = meter.total().getTotalCount();

        progress.clear();
        if (!stop.within(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw CliException.unavailable(
                    "TIMEOUT", "operations were still open " + STOP_SECONDS + " s after the end of the load");
        }
        double operations = Math.max(1, operationsByThen);
        return new BenchResult(
                inFlight,
                (end - begin) / 1e9,
                measured,
                meter.failures(),
                gap,
                (after.serverSeconds() - before.serverSeconds()) * 1e6 / operations,
                (after.clientSeconds() - before.clientSeconds()) * 1e6 / operations,
                after.busiestSince(before) / ((end - begin) / 1e9));
    }

    private void watch(String phase, int inFlight, Meter meter, Duration duration) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
            never.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
            progress.show(phase, inFlight, meter.interval());
        }
    }
}
