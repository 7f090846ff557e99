package io.holdfast.benchmarks.locks;

import io.holdfast.client.LockHandle;
import io.holdfast.client.LockOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * So many waiters, each in a session of its own, stand in line for one lock; then its holder lets go, and each that is
 * granted it lets go at once, until all had it.
 */
final class Line {
    private static final String LOCK = "line";

    private final Plan plan;
    private final CountDownLatch through;
    private final AtomicLong grants = new AtomicLong();
    private final AtomicLong lastToken = new AtomicLong();
    private final AtomicLong lastNanos = new AtomicLong();
    private final AtomicLong outOfOrder = new AtomicLong();
    private final Histogram gaps = new Histogram(3);

    Line(Plan plan) {
        this.plan = plan;
        this.through = new CountDownLatch(plan.threads());
    }

    Result run() throws Exception {
        Result result = Result.of(plan);
        result.put("loadBefore", Machine.load());
        Pushes pushes = Pushes.fromEnvironment();
        try (Population population = new Population(plan.clients(), plan.ttlSeconds())) {
            LockHandle first = population.first().locks().acquire(LOCK);
            lastToken.set(first.token());
            Machine begin = Machine.now(plan.servers());
            population.forEach(plan.threads(), (client, session, number) -> {
                client.locks()
                        .acquireAsync(LOCK, LockOptions.DEFAULT.session(session))
                        .thenAccept(this::granted);
                return CompletableFuture.completedFuture(number);
            });
            awaitQueue(population);
            Machine standing = Machine.now(plan.servers());
            result.put("secondsUntilInLine", standing.secondsSince(begin));
            long pushed = pushes.now();
            lastNanos.set(System.nanoTime());
            first.close();
            if (!through.await(600, TimeUnit.SECONDS)) {
                throw new IllegalStateException(through.getCount() + " of the waiters were never granted the lock");
            }
            Machine after = Machine.now(plan.servers());
            double seconds = after.secondsSince(standing);
            result.put("secondsUntilThrough", seconds);
            result.put("handOversPerSecond", plan.threads() / seconds);
            result.put("handOverP50Millis", gaps.getValueAtPercentile(50) / 1e6);
            result.put("handOverP99Millis", gaps.getValueAtPercentile(99) / 1e6);
            result.put("serverMicrosPerHandOver", (after.servers() - standing.servers()) * 1e6 / plan.threads());
            result.put("clientMicrosPerHandOver", (after.client() - standing.client()) * 1e6 / plan.threads());
            result.put("grants", grants.get());
            result.put("pushes", pushes.now() - pushed);
            result.put("tokensOutOfOrder", outOfOrder.get());
            result.put("othersCores", after.othersSince(standing));
        }
        return result;
    }

    /** Until the cluster says that all of them wait. */
    private void awaitQueue(Population population) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (queue(population) < plan.threads()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + queue(population) + " wait in line");
            }
        }
    }

    private static long queue(Population population) throws Exception {
        return population
                .first()
                .locks()
                .showAsync(LOCK, 1)
                .get(30, TimeUnit.SECONDS)
                .map(details -> (long) details.lock().waiters())
                .orElse(0L);
    }

    /** One at a time: the next is granted what this one gives back. */
    private void granted(LockHandle held) {
        long now = System.nanoTime();
        gaps.recordValue(now - lastNanos.getAndSet(now));
        if (lastToken.getAndSet(held.token()) >= held.token()) {
            outOfOrder.incrementAndGet();
        }
        grants.incrementAndGet();
        held.close();
        through.countDown();
    }
}
