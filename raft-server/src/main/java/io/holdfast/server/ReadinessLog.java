package io.holdfast.server;

import io.holdfast.server.heap.HeapRoom;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.Maintenance.Check;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line when the node becomes ready and when it ceases to be, on a thread of its own, and looks after the
 * certificates and the heap there: reading files may block.
 */
final class ReadinessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReadinessLog.class);
    private static final long LOOK_MILLIS = 100;

    private final Maintenance maintenance;
    private final String addresses;
    private final ScheduledExecutorService executor;

    /** Confined to the thread of {@code executor}. */
    private boolean ready;

    /** What the last look found. */
    private volatile Set<String> failures = Set.of();

    private ReadinessLog(Maintenance maintenance, String addresses) {
        this.maintenance = maintenance;
        this.addresses = addresses;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "readiness");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look; {@code addresses} stands in the line, {@code client=… peer=… ops=…}. */
    static ReadinessLog start(Maintenance maintenance, String addresses, Certificates certificates, HeapRoom heap) {
        ReadinessLog log = new ReadinessLog(maintenance, addresses);
        log.executor.scheduleWithFixedDelay(log::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        log.executor.scheduleWithFixedDelay(heap::look, 0, LOOK_MILLIS / 2, TimeUnit.MILLISECONDS);
        long every = certificates.lookEvery().toMillis();
        log.executor.scheduleWithFixedDelay(certificates::look, 0, every, TimeUnit.MILLISECONDS);
        return log;
    }

    /** Whether a check failed when it was looked at last. Any thread. */
    boolean fails(String check) {
        return failures.contains(check);
    }

    private void look() {
        List<Check> failing = failing();
        failures = failing.stream().map(Check::name).collect(Collectors.toUnmodifiableSet());
        if (failing.isEmpty() && !ready) {
            LOG.info(
                    "ready node={} role={} {}",
                    maintenance.status().node(),
                    maintenance.status().role(),
                    addresses);
        } else if (!failing.isEmpty() && ready) {
            LOG.warn(
                    "not ready node={} {}",
                    maintenance.status().node(),
                    failing.stream()
                            .map(check -> check.name() + "=\"" + check.cause() + "\"")
                            .collect(Collectors.joining(" ")));
        }
        ready = failing.isEmpty();
    }

    private List<Check> failing() {
        try {
            return maintenance.checks().stream().filter(check -> !check.ok()).toList();
        } catch (RuntimeException e) {
            // Ratis' getters throw while it starts or closes. A throw from here would end the looking for good.
            return List.of(
                    Check.failing("checks", "cannot be made now: " + e, "wait: the node is starting or closing"));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
