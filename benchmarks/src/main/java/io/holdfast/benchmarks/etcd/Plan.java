package io.holdfast.benchmarks.etcd;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What to run.
 *
 * @param peer whose servers they are
 * @param workload what to do
 * @param inFlight calls under way at once
 * @param connections that they share
 * @param warmUpSeconds before anything counts
 * @param seconds that count
 * @param endpoints {@code host:port} of all servers
 * @param pki folder with {@code ca.pem}, {@code client.pem} and {@code client.key}
 * @param servers their processes
 * @param results file to which the result is appended, one JSON object a line; empty for none
 */
record Plan(
        String peer,
        Workload workload,
        int inFlight,
        int connections,
        int warmUpSeconds,
        int seconds,
        List<String> endpoints,
        Path pki,
        List<Long> servers,
        String results) {
    private static final Set<String> KNOWN = Set.of(
            "peer",
            "workload",
            "in-flight",
            "connections",
            "warm-up",
            "seconds",
            "endpoints",
            "pki",
            "servers",
            "results");

    /** What is called. */
    enum Workload {
        /** Puts of 100 bytes under 10 000 keys by chance. */
        PUT,
        /** Linearizable ranges of one of those keys. */
        RANGE
    }

    /** Reads {@code --name value} pairs. */
    static Plan parse(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!KNOWN.contains(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("not understood: " + arguments[i] + "; there are --"
                        + String.join(" --", KNOWN.stream().sorted().toList()) + ", each with a value");
            }
            given.put(name, arguments[i + 1]);
        }
        int inFlight = Integer.parseInt(given.getOrDefault("in-flight", "1"));
        return new Plan(
                given.getOrDefault("peer", "holdfast"),
                Workload.valueOf(given.getOrDefault("workload", "put").toUpperCase(Locale.ROOT)),
                inFlight,
                Math.min(inFlight, Integer.parseInt(given.getOrDefault("connections", "1"))),
                Integer.parseInt(given.getOrDefault("warm-up", "10")),
                Integer.parseInt(given.getOrDefault("seconds", "10")),
                List.of(given.getOrDefault("endpoints", "").split(",", -1)),
                Path.of(given.getOrDefault("pki", "")),
                Arrays.stream(given.getOrDefault("servers", "").split(",", -1))
                        .filter(one -> !one.isBlank())
                        .map(Long::valueOf)
                        .toList(),
                given.getOrDefault("results", ""));
    }
}
