package io.holdfast.server;

import io.holdfast.model.Member;
import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus.DigestAt;
import io.holdfast.server.raft.RatisNode;
import io.holdfast.server.trace.Waits;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The figures of a node that are read when somebody scrapes. */
final class NodeGauges {
    /** A double, which is what Prometheus keeps, holds so many bits of a whole number. */
    private static final int DIGEST_BITS = 52;

    private NodeGauges() {}

    static void register(
            ServerMetrics metrics,
            ServerConfig config,
            RatisNode node,
            Maintenance life,
            ReadinessLog readiness,
            HeapRoom heap) {
        metrics.gauge("commands.waiting.count", "Commands that wait for a log entry", node::queuedCommands);
        metrics.gauge("reads.waiting.count", "Reads not yet answered", node::waitingReads);
        metrics.gauge(
                "state.staleness.milliseconds",
                "How old the newest proof is that this node has everything, -1 for none; grows while nobody asks",
                node::stalenessMillis);
        metrics.gauge("heap.live.bytes", "Heap in use after collections: the least of the last three", heap::liveBytes);
        metrics.gauge("heap.full.count", "1 while writes that grow the state are refused", () -> heap.isFull() ? 1 : 0);
        metrics.gauge("disk.free.bytes", "Free on the disk of data-dir, -1 if it cannot be told", () -> free(config));
        for (Waits.Cause cause : Waits.Cause.values()) {
            metrics.gauge(
                    "log.waited.milliseconds.total[cause=" + cause.word() + "]",
                    "Time the log of this node waited, by what for; sampled",
                    () -> TimeUnit.NANOSECONDS.toMillis(node.waits().total(cause)));
        }
        for (Maintenance.Check check : life.checks()) {
            metrics.gauge(
                    "check.failing.count[check=" + check.name() + "]",
                    "1 while this readiness check fails",
                    () -> readiness.fails(check.name()) ? 1 : 0);
        }
        metrics.gauge(
                "leader.known.count",
                "1 while this node knows who leads",
                () -> life.status().leader() == null ? 0 : 1);
        metrics.gauge(
                "node.leads.count",
                "1 while this node leads",
                () -> life.status().role() == Member.Role.LEADER ? 1 : 0);
        metrics.gauge(
                "log.committed.index",
                "The newest committed log entry",
                () -> life.status().committedIndex());
        metrics.gauge(
                "log.applied.index",
                "The newest log entry applied here",
                () -> life.status().appliedIndex());
        metrics.gauge(
                "state.reached.revision",
                "The newest revision here",
                () -> life.status().revision());
        metrics.gauge("keys.live.count", "Keys", () -> life.status().keys());
        metrics.gauge(
                "history.kept.bytes",
                "Keys and values of history",
                () -> life.status().historyBytes());
        metrics.gauge(
                "digest.sampled.index", "The log index of the newest digest", () -> digest(life, DigestAt::index));
        metrics.gauge(
                "digest.sampled.chain",
                "The low 52 bits of the chain digest there: equal on all nodes at equal index, or one is broken",
                () -> digest(life, digest -> digest.chain() & ((1L << DIGEST_BITS) - 1)));
    }

    private static long digest(Maintenance life, ToLongFunction<DigestAt> part) {
        List<DigestAt> digests = life.status().digests();
        return digests.isEmpty() ? 0 : part.applyAsLong(digests.get(digests.size() - 1));
    }

    private static long free(ServerConfig config) {
        try {
            return Files.getFileStore(config.dataDir()).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }
}
