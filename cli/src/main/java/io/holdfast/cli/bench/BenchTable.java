package io.holdfast.cli.bench;

import io.holdfast.cli.output.Table;
import java.util.List;
import java.util.Locale;

/** The results for people. */
final class BenchTable {
    private BenchTable() {}

    static String of(BenchPlan plan, List<BenchResult> results) {
        Table table = new Table(
                counted(plan.workload()),
                "OPS/S",
                "P50 MS",
                "P90 MS",
                "P99 MS",
                "P99.9 MS",
                "MAX MS",
                "GAP MS",
                "SERVERS µs/op",
                "CLIENT µs/op",
                "BUSIEST SERVER CORES",
                "CLIENT CORES",
                "ERRORS");
        for (BenchResult result : results) {
            table.row(
                    Integer.toString(result.inFlight()),
                    number("%,.0f", result.throughput()),
                    number("%.2f", result.millis(50)),
                    number("%.2f", result.millis(90)),
                    number("%.2f", result.millis(99)),
                    number("%.2f", result.millis(99.9)),
                    number("%.1f", result.latencies().getMaxValue() / 1000.0),
                    number("%.1f", result.longestGapMillis()),
                    number("%.1f", result.serverCpuMicros()),
                    number("%.1f", result.clientCpuMicros()),
                    number("%.2f", result.busiestServerCores()),
                    number("%.2f", result.clientCores()),
                    result.errors() == 0 ? "0" : result.failures().toString());
        }
        String load = plan.workload().name().toLowerCase(Locale.ROOT)
                + (plan.workload() == Workload.MIXED ? " (" + plan.readPercent() + " % reads)" : "");
        if (plan.workload() == Workload.LEASE) {
            return String.format(
                            Locale.ROOT,
                            "lease, renewals by %d client%s, %d s after %d s of warm-up%n",
                            plan.connections(),
                            plan.connections() == 1 ? "" : "s",
                            plan.duration().toSeconds(),
                            plan.warmup().toSeconds())
                    + table;
        }
        return String.format(
                        Locale.ROOT,
                        "%s, %d-byte values over %,d keys, %d connection%s, %s, %d s after %d s of warm-up%n",
                        load,
                        plan.valueSize(),
                        plan.keys(),
                        plan.connections(),
                        plan.connections() == 1 ? "" : "s",
                        plan.workload() == Workload.WATCH ? "each delivery from its write's due time" : "closed loop",
                        plan.duration().toSeconds(),
                        plan.warmup().toSeconds())
                + table;
    }

    private static String counted(Workload workload) {
        return switch (workload) {
            case WATCH -> "WATCHES";
            case LEASE -> "LEASES";
            case PUT, GET, MIXED -> "IN FLIGHT";
        };
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
