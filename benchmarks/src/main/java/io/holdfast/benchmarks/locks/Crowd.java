package io.holdfast.benchmarks.locks;

import io.holdfast.client.LockHandle;
import io.holdfast.client.LockOptions;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** So many sessions, each holding a lock of its own: how long until they stand, and what they cost while nothing happens. */
final class Crowd {
    private final Plan plan;

    Crowd(Plan plan) {
        this.plan = plan;
    }

    Result run() throws Exception {
        Result result = Result.of(plan);
        result.put("ttlSeconds", plan.ttlSeconds());
        result.put("loadBefore", Machine.load());
        Queue<LockHandle> held = new ConcurrentLinkedQueue<>();
        try (Population population = new Population(plan.clients(), plan.ttlSeconds())) {
            Machine begin = Machine.now(plan.servers());
            population.forEach(
                    plan.threads(),
                    (client, session, number) -> client.locks()
                            .acquireAsync("crowd/" + number, LockOptions.DEFAULT.session(session))
                            .thenAccept(held::add));
            Machine standing = Machine.now(plan.servers());
            result.put("secondsUntilHeld", standing.secondsSince(begin));
            result.put("othersCoresUntilHeld", standing.othersSince(begin));
            pause(plan.warmUpSeconds());
            Machine before = Machine.now(plan.servers());
            pause(plan.seconds());
            Machine after = Machine.now(plan.servers());
            double seconds = after.secondsSince(before);
            result.put("idleServerCores", (after.servers() - before.servers()) / seconds);
            result.put("idleClientCores", (after.client() - before.client()) / seconds);
            result.put("idleOthersCores", after.othersSince(before));
            result.put("held", held.stream().filter(LockHandle::isHeld).count());
            result.put("heapMebibytes", heaps(plan.servers()));
            result.put(
                    "residentMebibytes",
                    plan.servers().stream().map(Machine::residentMebibytes).toList());
        }
        return result;
    }

    private static void pause(int seconds) throws InterruptedException {
        if (new CountDownLatch(1).await(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody counts down");
        }
    }

    private static List<Long> heaps(List<Long> servers) throws Exception {
        return servers.stream().map(ServerHeap::liveMebibytes).toList();
    }
}
