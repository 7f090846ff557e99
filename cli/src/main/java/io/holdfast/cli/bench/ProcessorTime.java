package io.holdfast.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.cli.cluster.NodeReport;
import io.holdfast.cli.cluster.OperationsClient;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processor time taken so far.
 *
 * @param serverSeconds by all servers together; not a number if one of them did not say
 * @param serversSeconds by each of them, in the order they were named; empty where nobody named them
 * @param clientSeconds by this process
 */
record ProcessorTime(double serverSeconds, List<Double> serversSeconds, double clientSeconds) {
    /** Reads the clocks now: {@code operations} is null where nobody named the servers. */
    static ProcessorTime now(@Nullable OperationsClient operations, List<String> urls) {
        double client =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
        List<Double> servers = operations == null
                ? List.of()
                : NodeReport.ask(operations, urls).stream()
                        .map(NodeReport::cpuSeconds)
                        .toList();
        double together = servers.isEmpty()
                ? Double.NaN
                : servers.stream().mapToDouble(Double::doubleValue).sum();
        return new ProcessorTime(together, servers, client);
    }

    /** What the busiest server took since {@code before}; not a number if unknown. A leader is the busiest as a rule. */
    double busiestSince(ProcessorTime before) {
        double most = Double.NaN;
        for (int i = 0; i < serversSeconds.size(); i++) {
            double taken = serversSeconds.get(i) - before.serversSeconds.get(i);
            most = Double.isNaN(most) || taken > most ? taken : most;
        }
        return most;
    }
}
