package io.holdfast.benchmarks.locks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one run found: names and values in the order in which they are shown. */
record Result(Map<String, Object> values) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS = List.of(
            "peer",
            "workload",
            "threads",
            "clients",
            "release",
            "cyclesPerSecond",
            "waitP50Millis",
            "waitP99Millis",
            "handOverP50Millis",
            "handOverP99Millis",
            "fewestCycles",
            "medianCycles",
            "mostCycles",
            "serverMicrosPerCycle",
            "clientMicrosPerCycle",
            "loadBefore",
            "othersCores");

    /** Begins with what was asked for. */
    static Result of(Plan plan) {
        Result result = new Result(new LinkedHashMap<>());
        result.put("peer", plan.peer());
        result.put("description", plan.lockPeer().description());
        result.put("workload", plan.workload().name().toLowerCase(Locale.ROOT));
        result.put("threads", plan.threads());
        result.put("clients", plan.clients());
        result.put("release", plan.awaited() || plan.peer().equals("zookeeper") ? "awaited" : "sent");
        result.put("java", System.getProperty("java.version", ""));
        return result;
    }

    void put(String name, Object value) {
        values.put(name, value instanceof Double number ? rounded(number) : value);
    }

    /** Three digits after the point, fewer for large numbers: there is no more truth in them. */
    private static double rounded(double value) {
        double scale = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 10 ? 10 : 1_000;
        return Math.round(value * scale) / scale;
    }

    /** One JSON object in one line. */
    String json() throws IOException {
        return JSON.writeValueAsString(values);
    }

    void appendTo(Path file) throws IOException {
        Files.writeString(file, json() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The closed loops of a file of results as one table of Markdown, and whatever else is in it as lists. */
    static String table(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", COLUMNS)).append(" |\n|");
        text.append("---|".repeat(COLUMNS.size())).append('\n');
        StringBuilder lists = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            Map<?, ?> values = JSON.readValue(line, Map.class);
            if (values.containsKey("cyclesPerSecond")) {
                for (String column : COLUMNS) {
                    Object value = values.get(column);
                    text.append("| ").append(value == null ? "–" : value).append(' ');
                }
                text.append("|\n");
            } else {
                lists.append('\n');
                values.forEach((name, value) -> lists.append("- ")
                        .append(name)
                        .append(": ")
                        .append(value)
                        .append('\n'));
            }
        }
        return text.append(lists).toString();
    }
}
