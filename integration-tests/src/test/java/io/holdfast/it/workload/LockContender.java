package io.holdfast.it.workload;

import io.holdfast.client.FencedException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.LockHandle;
import io.holdfast.client.LockOptions;
import io.holdfast.client.LockTimeoutException;
import io.holdfast.client.NamedLock;
import io.holdfast.client.PutOptions;
import io.holdfast.model.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process of its own that contends for locks, and prints each moment at which it believed to hold one. It goes on until its
 * standard input ends, gives everything back and prints what it counted.
 *
 * <p>Arguments: endpoints, authority, certificate, key, seed. Lines: {@code held LOCK TOKEN WEIGHT CAPACITY NANOS}, where the
 * moment is taken before the handle is asked: a handle that says HELD then did so before; {@code lost LOCK TOKEN END};
 * {@code fenced LOCK TOKEN}; {@code error TEXT}; at the end {@code done GRANTS TIMEOUTS}.
 */
public final class LockContender {
    /** How long a lock outlives a contender that is not heard of. */
    public static final Duration TTL = Duration.ofSeconds(3);

    /** The exclusive locks; each guards the key of its own name. */
    public static final List<String> EXCLUSIVE = List.of("it/a", "it/b");

    private static final String SIDES = "it/sides";
    private static final String POOL = "it/pool";
    private static final int READERS = 100;
    private static final int PERMITS = 3;
    private static final int THREADS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final HoldfastClient client;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong grants = new AtomicLong();
    private final AtomicLong timeouts = new AtomicLong();

    private LockContender(HoldfastClient client) {
        this.client = client;
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        long seed = Long.parseLong(arguments[4]);
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(arguments[0])
                .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                .name("contender-" + seed)
                .sessionTtl(TTL)
                .build()) {
            new LockContender(client).run(seed);
        }
    }

    private void run(long seed) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed * THREADS + thread);
            threads.execute(() -> contend(random));
        }
        System.in.transferTo(OutputStream.nullOutputStream());
        end.countDown();
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            say("error threads do not end");
        }
        say("done " + grants + " " + timeouts);
    }

    private void contend(Random random) {
        while (end.getCount() > 0) {
            try {
                once(random);
            } catch (LockTimeoutException e) {
                timeouts.incrementAndGet();
            } catch (HoldfastException e) {
                // A session that ended, a cluster without leader: trouble that the test makes. The next turn is another
                // try.
                pause(random.nextInt(50));
            } catch (RuntimeException e) {
                say("error " + e);
            }
        }
    }

    private void once(Random random) {
        int kind = random.nextInt(5);
        if (kind < 2) {
            String name = EXCLUSIVE.get(kind);
            hold(client.locks().exclusive(name), random, 1, 1, true);
        } else if (kind == 2) {
            hold(client.locks().readWrite(SIDES).read(), random, 1, READERS, false);
        } else if (kind == 3) {
            hold(client.locks().readWrite(SIDES).write(), random, READERS, READERS, false);
        } else {
            int permits = 1 + random.nextInt(2);
            hold(client.locks().semaphore(POOL, PERMITS).permits(permits), random, permits, PERMITS, false);
        }
    }

    private void hold(NamedLock lock, Random random, int weight, int capacity, boolean writes) {
        LockOptions options = LockOptions.DEFAULT.patience(PATIENCE);
        options = random.nextInt(4) == 0 ? options.maxHold(Duration.ofSeconds(2)) : options;
        options = random.nextInt(4) == 0 ? options.delay(Duration.ofMillis(200)) : options;
        try (LockHandle handle = lock.acquire(options)) {
            grants.incrementAndGet();
            String what = lock.name() + " " + handle.token();
            handle.onLost(loss -> say("lost " + what + " " + loss.end()));
            for (int look = random.nextInt(20); look >= 0; look--) {
                long before = System.nanoTime();
                if (!handle.isHeld()) {
                    return;
                }
                say("held " + what + " " + weight + " " + capacity + " " + before);
                if (writes && look % 5 == 0) {
                    write(handle);
                }
                pause(random.nextInt(10));
            }
        }
    }

    private void write(LockHandle handle) {
        try {
            client.keyValue()
                    .blocking()
                    .put(
                            Bytes.utf8(handle.name()),
                            Bytes.utf8(Long.toString(handle.token())),
                            PutOptions.DEFAULT.onlyIf(handle));
        } catch (FencedException e) {
            say("fenced " + handle.name() + " " + handle.token());
        }
    }

    private void pause(int millis) {
        try {
            if (end.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(String line) {
        synchronized (LockContender.class) {
            System.out.println(line);
        }
    }
}
