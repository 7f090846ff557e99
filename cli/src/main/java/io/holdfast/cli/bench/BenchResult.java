package io.holdfast.cli.bench;

import io.holdfast.cli.output.Document;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one load measured.
 *
 * @param inFlight operations in flight
 * @param seconds how long it was measured
 * @param latencies of acknowledged operations, in microseconds
 * @param failures by code
 * @param longestGapMillis the longest time without an acknowledgement
 * @param serverCpuMicros processor time of all servers for each acknowledged operation; not a number if unknown
 * @param clientCpuMicros processor time of this process for each acknowledged operation
 * @param busiestServerCores how many cores the busiest server kept busy; not a number if unknown
 */
record BenchResult(
        int inFlight,
        double seconds,
        Histogram latencies,
        Map<String, Long> failures,
        double longestGapMillis,
        double serverCpuMicros,
        double clientCpuMicros,
        double busiestServerCores) {
    long operations() {
        return latencies.getTotalCount();
    }

    double throughput() {
        return operations() / seconds;
    }

    long errors() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }

    double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    /** How many cores all servers together kept busy; not a number if unknown. */
    double serverCores() {
        return serverCpuMicros * throughput() / 1e6;
    }

    /** How many cores this process kept busy. */
    double clientCores() {
        return clientCpuMicros * throughput() / 1e6;
    }

    Document document() {
        Document byCode = new Document();
        failures.forEach((code, count) -> byCode.put(code, count.longValue()));
        return new Document()
                .put("inFlight", inFlight)
                .put("seconds", rounded(seconds))
                .put("operations", operations())
                .put("operationsPerSecond", rounded(throughput()))
                .put("errors", errors())
                .put("errorsByCode", byCode)
                .put(
                        "latencyMillis",
                        new Document()
                                .put("mean", rounded(latencies.getMean() / 1000))
                                .put("p50", millis(50))
                                .put("p90", millis(90))
                                .put("p99", millis(99))
                                .put("p999", millis(99.9))
                                .put("max", latencies.getMaxValue() / 1000.0))
                .put("longestGapMillis", rounded(longestGapMillis))
                .put("serverCpuMicrosPerOperation", rounded(serverCpuMicros))
                .put("clientCpuMicrosPerOperation", rounded(clientCpuMicros))
                .put("serverCores", rounded(serverCores()))
                .put("busiestServerCores", rounded(busiestServerCores))
                .put("clientCores", rounded(clientCores()));
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : value;
    }
}
