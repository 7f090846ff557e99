package io.holdfast.benchmarks.locks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What to run.
 *
 * @param peer holdfast, etcd or zookeeper
 * @param workload what to do
 * @param threads how many contend or, in the crowd and the line, how many sessions or waiters there are
 * @param clients how many clients they share
 * @param warmUpSeconds before anything counts
 * @param seconds that count
 * @param ttlSeconds of the sessions of the crowd and the line
 * @param awaited whether a release is waited for, where the peer leaves that to its user
 * @param endpoints of the servers, for the peers that do not take them from the environment
 * @param pki folder of the certificates, for etcd
 * @param servers their processes
 * @param results file to which the result is appended, one JSON object a line; empty for none
 */
record Plan(
        String peer,
        Workload workload,
        int threads,
        int clients,
        int warmUpSeconds,
        int seconds,
        int ttlSeconds,
        boolean awaited,
        String endpoints,
        Path pki,
        List<Long> servers,
        String results) {
    private static final Set<String> KNOWN = Set.of(
            "peer",
            "workload",
            "threads",
            "clients",
            "warm-up",
            "seconds",
            "ttl",
            "release",
            "endpoints",
            "pki",
            "servers",
            "results");

    /** What the threads, or the sessions, do. */
    enum Workload {
        /** Each thread acquires and releases a lock of its own. */
        OWN,
        /** All threads contend for one lock. */
        SHARED,
        /** So many sessions, each holding a lock of its own; then nothing happens. Holdfast only. */
        CROWD,
        /** So many waiters stand in line for one lock, then it goes through them all, once. Holdfast only. */
        LINE
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
        int threads = Integer.parseInt(given.getOrDefault("threads", "1"));
        List<Long> servers = new ArrayList<>();
        Arrays.stream(given.getOrDefault("servers", "").split(","))
                .filter(one -> !one.isBlank())
                .forEach(one -> servers.add(Long.parseLong(one)));
        return new Plan(
                given.getOrDefault("peer", "holdfast"),
                Workload.valueOf(given.getOrDefault("workload", "own").toUpperCase(Locale.ROOT)),
                threads,
                Math.min(threads, Integer.parseInt(given.getOrDefault("clients", "1"))),
                Integer.parseInt(given.getOrDefault("warm-up", "30")),
                Integer.parseInt(given.getOrDefault("seconds", "12")),
                Integer.parseInt(given.getOrDefault("ttl", "10")),
                given.getOrDefault("release", "awaited").equals("awaited"),
                given.getOrDefault("endpoints", ""),
                Path.of(given.getOrDefault("pki", "")),
                List.copyOf(servers),
                given.getOrDefault("results", ""));
    }

    LockPeer lockPeer() {
        return switch (peer) {
            case "holdfast" -> new HoldfastPeer(awaited);
            case "etcd" -> new EtcdPeer(endpoints, pki, awaited);
            case "zookeeper" -> new ZooKeeperPeer(endpoints);
            default -> throw new IllegalArgumentException("no such peer: " + peer);
        };
    }
}
