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
 * @param clientSeconds by this process
 */
record ProcessorTime(double serverSeconds, double clientSeconds) {
    /** Reads the clocks now: {@code operations} is null where nobody named the servers. */
    static ProcessorTime now(@Nullable OperationsClient operations, List<String> urls) {
        double client =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e9;
        double servers = operations == null || urls.isEmpty()
                ? Double.NaN
                : NodeReport.ask(operations, urls).stream()
                        .mapToDouble(NodeReport::cpuSeconds)
                        .sum();
        return new ProcessorTime(servers, client);
    }
}
