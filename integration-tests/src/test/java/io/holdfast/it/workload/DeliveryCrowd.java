package io.holdfast.it.workload;

import io.holdfast.client.ClientThreads;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigHandle;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.model.config.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Many services in one process: each has a connection, a session and a following of its own, and is counted by the cluster. They
 * share threads, or a thousand of them that wake at once would crowd the nodes out of the machine that all run on. Tells how long
 * after a moment each of them ran on a release. Used by one thread.
 */
public final class DeliveryCrowd implements AutoCloseable {
    /** So many get ready at a time: TLS handshakes are most of it. */
    private static final int BATCH = 50;

    private final ClientThreads threads = ClientThreads.start("crowd", 2, 2);
    private final ExecutorService listeners = Executors.newFixedThreadPool(2);
    private final List<HoldfastClient> clients = new ArrayList<>();
    private final List<ConfigClient> configs = new ArrayList<>();
    private volatile Round round = new Round(0, 0);

    /** When each heard of one release. */
    private static final class Round {
        final long release;
        final AtomicLongArray heardNanos;
        final CountDownLatch left;

        Round(long release, int size) {
            this.release = release;
            this.heardNanos = new AtomicLongArray(size);
            this.left = new CountDownLatch(size);
        }
    }

    /** Starts so many, and waits until each runs on the current release. */
    public static DeliveryCrowd start(ProcessCluster cluster, String set, int size) {
        DeliveryCrowd crowd = new DeliveryCrowd();
        try {
            for (int begun = 0; begun < size; begun += BATCH) {
                List<ConfigHandle<Release>> batch = new ArrayList<>();
                for (int i = begun; i < Math.min(size, begun + BATCH); i++) {
                    batch.add(crowd.add(cluster, set, i));
                }
                batch.forEach(handle -> handle.awaitReady(Duration.ofSeconds(60)));
            }
            return crowd;
        } catch (RuntimeException e) {
            crowd.close();
            throw e;
        }
    }

    private ConfigHandle<Release> add(ProcessCluster cluster, String set, int index) {
        HoldfastClient client = cluster.clientOf()
                .requestTimeout(Duration.ofSeconds(30))
                .threads(threads)
                .build();
        clients.add(client);
        ConfigClient follower = ConfigClient.builder(client)
                .identity("service-" + index)
                .executor(listeners)
                .build();
        configs.add(follower);
        return follower.bind(set, ConfigBinding.release().listener(update -> heard(index, update.release())));
    }

    private void heard(int index, Release release) {
        long now = System.nanoTime();
        Round counted = round;
        if (release.header().number() == counted.release && index < counted.heardNanos.length()) {
            counted.heardNanos.set(index, now);
            counted.left.countDown();
        }
    }

    /** Counts from now on who hears of a release. */
    public void expect(long release) {
        round = new Round(release, clients.size());
    }

    /** Waits until all have heard, and tells how long after a moment of {@link System#nanoTime} each of them did, sorted. */
    public long[] awaitAll(long sinceNanos, Duration patience) throws InterruptedException {
        Round counted = round;
        if (!counted.left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(counted.left.getCount() + " did not hear of release " + counted.release);
        }
        long[] nanos = new long[counted.heardNanos.length()];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = counted.heardNanos.get(i) - sinceNanos;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    @Override
    public void close() {
        configs.forEach(ConfigClient::close);
        clients.parallelStream().forEach(HoldfastClient::close);
        listeners.shutdown();
        threads.close();
    }
}
