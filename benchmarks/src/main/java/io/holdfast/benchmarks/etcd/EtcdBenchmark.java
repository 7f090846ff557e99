package io.holdfast.benchmarks.etcd;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * Measures unary calls of etcd's protocol to servers that run already, prints the result as JSON, and appends it to a file.
 * {@code benchmarks/etcd.sh} starts the servers of each peer in turn and runs everything.
 *
 * <pre>
 * EtcdBenchmark --peer NAME --workload put|range --in-flight N --endpoints HOST:PORT,… --pki FOLDER
 *               [--connections N] [--warm-up SECONDS] [--seconds SECONDS] [--servers PID,PID,…] [--results FILE]
 * EtcdBenchmark table FILE
 * </pre>
 */
public final class EtcdBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS = List.of(
            "peer",
            "workload",
            "inFlight",
            "connections",
            "callsPerSecond",
            "p50Millis",
            "p99Millis",
            "maxMillis",
            "failed",
            "serverMicrosPerCall",
            "clientMicrosPerCall",
            "loadBefore",
            "othersCores");

    private EtcdBenchmark() {}

    /** Runs one workload, or prints the table of a file of results. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 2 && arguments[0].equals("table")) {
            System.out.print(table(Path.of(arguments[1])));
            return;
        }
        Plan plan = Plan.parse(arguments);
        String line = JSON.writeValueAsString(new UnaryLoop(plan).run());
        System.out.println(line);
        if (!plan.results().isEmpty()) {
            Files.writeString(
                    Path.of(plan.results()), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static String table(Path file) throws IOException {
        StringBuilder text = new StringBuilder("| " + String.join(" | ", COLUMNS) + " |\n|");
        text.append("---|".repeat(COLUMNS.size())).append('\n');
        for (String line : Files.readAllLines(file)) {
            Map<?, ?> values = JSON.readValue(line, Map.class);
            for (String column : COLUMNS) {
                text.append("| ").append(values.get(column)).append(' ');
            }
            text.append("|\n");
        }
        return text.toString();
    }
}
