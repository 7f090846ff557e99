package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.config.Documents;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.workload.DeliveryCrowd;
import io.holdfast.model.config.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How soon all services run on a release: from the call of publish to the listener of each, which is what a person waits for.
 * All of them are in one process, each with a TLS connection and a session of its own, and each acknowledges.
 */
@Tag("alone")
@Tag("soak")
class ConfigDeliveryIT {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigDeliveryIT.class);
    private static final String SET = "it/delivered";
    private static final int CLIENTS = Integer.getInteger("clients", 1_000);
    /** Nodes that run for days have compiled what they do; these are new. */
    private static final int WARM_UP = Integer.getInteger("warm.up", 250);

    private static final int ROUNDS = Integer.getInteger("rounds", 30);

    /** What a busy machine may take; a quiet one is to stay below 250 ms. */
    private static final Duration BOUND = Duration.ofMillis(Long.getLong("delivery.bound.millis", 2_000));

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aThousandServicesRunOnAReleaseSoon() throws InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, 3)) {
            // These live long enough for the optimising compiler.
            cluster.nodes().forEach(node -> node.jvmOptions("-XX:TieredStopAtLevel=4"));
            cluster.startAll();
            try (HoldfastClient publisher = cluster.client()) {
                publish(publisher, 1);
                try (DeliveryCrowd crowd = DeliveryCrowd.start(cluster, SET, CLIENTS)) {
                    long[] all = new long[0];
                    for (int round = 0; round < WARM_UP + ROUNDS; round++) {
                        long[] nanos = deliver(publisher, crowd, round + 2L);
                        if (round >= WARM_UP) {
                            all = LongStream.concat(Arrays.stream(all), Arrays.stream(nanos))
                                    .toArray();
                        }
                    }
                    Arrays.sort(all);
                    Duration late = at(all, 0.99);
                    // A warning, for that is what the log of the tests shows: the figure is what this is run for.
                    LOG.warn(
                            "{} releases to {} services: half in {} ms, 99 % in {} ms, the last in {} ms",
                            ROUNDS,
                            CLIENTS,
                            at(all, 0.5).toMillis(),
                            late.toMillis(),
                            at(all, 1).toMillis());
                    assertThat(late).as("the 99th percentile").isLessThan(BOUND);
                }
            }
        }
    }

    private static long[] deliver(HoldfastClient publisher, DeliveryCrowd crowd, long release)
            throws InterruptedException {
        crowd.expect(release);
        long begun = System.nanoTime();
        publish(publisher, release);
        long[] nanos = crowd.awaitAll(begun, PATIENCE);
        // All are told what became of it, and the next release meets nobody who is still at this one.
        await("acknowledgements")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(publisher
                                .releases()
                                .status(SET, true, 0, 0)
                                .join()
                                .tallies())
                        .containsExactly(new Tally(release, CLIENTS, 0)));
        return nanos;
    }

    private static void publish(HoldfastClient publisher, long release) {
        publisher
                .releases()
                .publish(
                        SET,
                        new Documents()
                                .add("shop.yaml", "release: " + release + "\npool: {size: 16}\n")
                                .list(),
                        PublishOptions.DEFAULT.expected(release - 1))
                .join();
    }

    private static Duration at(long[] sorted, double share) {
        return Duration.ofNanos(sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))]);
    }
}
