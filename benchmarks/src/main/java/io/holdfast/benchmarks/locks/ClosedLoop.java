package io.holdfast.benchmarks.locks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/** Threads that acquire and release without a pause. Counts what is acquired while it measures. */
final class ClosedLoop {
    private final Plan plan;
    private final boolean shared;
    private final CountDownLatch failed = new CountDownLatch(1);
    private final AtomicInteger holders = new AtomicInteger();
    private volatile Phase phase = Phase.WARM_UP;
    private volatile long releasedNanos;

    ClosedLoop(Plan plan) {
        this.plan = plan;
        this.shared = plan.workload() == Plan.Workload.SHARED;
    }

    private enum Phase {
        WARM_UP,
        MEASURE,
        END
    }

    Result run() throws Exception {
        Result result = Result.of(plan);
        result.put("loadBefore", Machine.load());
        LockPeer peer = plan.lockPeer();
        List<LockPeer.Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(plan.threads());
        try {
            for (int i = 0; i < plan.clients(); i++) {
                connections.add(peer.connect());
            }
            List<Future<Counted>> running = new ArrayList<>();
            for (int i = 0; i < plan.threads(); i++) {
                String lock = shared ? "shared" : "own-" + i;
                LockPeer.Contender contender =
                        connections.get(i % plan.clients()).contender(lock);
                running.add(threads.submit(() -> contend(contender)));
            }
            waitOrFail(running, plan.warmUpSeconds());
            Machine before = Machine.now(plan.servers());
            phase = Phase.MEASURE;
            waitOrFail(running, plan.seconds());
            phase = Phase.END;
            Machine after = Machine.now(plan.servers());
            List<Counted> counted = new ArrayList<>();
            for (Future<Counted> one : running) {
                counted.add(one.get(60, TimeUnit.SECONDS));
            }
            report(result, counted, before, after);
        } finally {
            phase = Phase.END;
            for (LockPeer.Connection connection : connections) {
                connection.close();
            }
            threads.shutdownNow();
        }
        return result;
    }

    /** Who fails ends the run, and its wait. */
    private void waitOrFail(List<Future<Counted>> running, long seconds) throws Exception {
        if (failed.await(seconds, TimeUnit.SECONDS)) {
            phase = Phase.END;
            for (Future<Counted> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private Counted contend(LockPeer.Contender contender) throws Exception {
        try {
            return loop(contender);
        } catch (Exception e) {
            failed.countDown();
            throw e;
        }
    }

    private Counted loop(LockPeer.Contender contender) throws Exception {
        Counted counted = new Counted();
        while (phase != Phase.END) {
            long asked = System.nanoTime();
            contender.acquire();
            long acquired = System.nanoTime();
            if (shared && holders.incrementAndGet() != 1) {
                throw new IllegalStateException("two hold one lock");
            }
            if (phase == Phase.MEASURE) {
                counted.waits.recordValue(acquired - asked);
                if (shared) {
                    counted.handOvers.recordValue(Math.max(0, acquired - releasedNanos));
                }
            }
            holders.decrementAndGet();
            releasedNanos = System.nanoTime();
            contender.release();
        }
        return counted;
    }

    private void report(Result result, List<Counted> counted, Machine before, Machine after) {
        Histogram waits = new Histogram(3);
        Histogram handOvers = new Histogram(3);
        List<Long> cycles = new ArrayList<>();
        for (Counted one : counted) {
            waits.add(one.waits);
            handOvers.add(one.handOvers);
            cycles.add(one.waits.getTotalCount());
        }
        Collections.sort(cycles);
        double all = Math.max(1, waits.getTotalCount());
        double seconds = after.secondsSince(before);
        result.put("seconds", seconds);
        result.put("cyclesPerSecond", waits.getTotalCount() / seconds);
        result.put("waitP50Millis", millis(waits, 50));
        result.put("waitP99Millis", millis(waits, 99));
        result.put("waitMaxMillis", millis(waits, 100));
        if (shared) {
            result.put("handOverP50Millis", millis(handOvers, 50));
            result.put("handOverP99Millis", millis(handOvers, 99));
        }
        result.put("fewestCycles", cycles.get(0));
        result.put("medianCycles", cycles.get(cycles.size() / 2));
        result.put("mostCycles", cycles.get(cycles.size() - 1));
        result.put("serverMicrosPerCycle", (after.servers() - before.servers()) * 1e6 / all);
        result.put("clientMicrosPerCycle", (after.client() - before.client()) * 1e6 / all);
        result.put("othersCores", after.othersSince(before));
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getTotalCount() == 0 ? 0 : nanos.getValueAtPercentile(percentile) / 1e6;
    }

    /** What one thread saw; confined to it until it ended. */
    private static final class Counted {
        private final Histogram waits = new Histogram(3);
        private final Histogram handOvers = new Histogram(3);
    }
}
