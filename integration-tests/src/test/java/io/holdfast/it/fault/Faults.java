package io.holdfast.it.fault;

import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import java.time.Duration;

/**
 * What happens to the nodes of a cluster under load, with a while of load before, during and after each. Used by the
 * test's thread.
 */
final class Faults {
    /** Several election timeouts: whoever stands still so long leads no more. */
    private static final Duration WHILE = Duration.ofSeconds(2);

    private final ProcessCluster cluster;

    Faults(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /** Lets the load go on for a while. */
    void calm() {
        long end = System.nanoTime() + WHILE.toNanos();
        await("a while of load")
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> System.nanoTime() - end > 0);
    }

    /** Kills a node and starts it again after a while; then all is calm. */
    void killAndRestart(ServerProcess node) {
        node.kill();
        calm();
        node.start();
        cluster.awaitReady(node);
        calm();
    }

    /** Stops a node in its tracks for a while; then all is calm. */
    void pauseAndResume(ServerProcess node) {
        node.pause();
        try {
            calm();
        } finally {
            node.resume();
        }
        calm();
    }
}
