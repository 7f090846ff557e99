package io.holdfast.it.workload;

import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Processes that count in a config set ({@link ConfigPublisher}), and the book of what they were told. Used by one thread. */
public final class ConfigPublishers implements AutoCloseable {
    private final List<JavaProcess> processes = new ArrayList<>();

    // Guarded by this.
    private final Map<String, Long> published = new HashMap<>();
    private final Map<String, Long> resolved = new HashMap<>();
    private final Set<String> absent = new HashSet<>();
    private final List<String> errors = new ArrayList<>();
    private int refused;
    private int done;

    /** Starts so many. */
    public static ConfigPublishers start(ProcessCluster cluster, int count) {
        ConfigPublishers all = new ConfigPublishers();
        for (int i = 1; i <= count; i++) {
            all.processes.add(JavaProcess.startClient(
                    cluster, "publisher-" + i, ConfigPublisher.class, List.of(Integer.toString(i)), all::take));
        }
        return all;
    }

    /** The numbers of acknowledged releases, by tag. */
    public synchronized Map<String, Long> published() {
        return Map.copyOf(published);
    }

    /** The revisions of releases whose outcome was UNKNOWN and that were applied, by tag. */
    public synchronized Map<String, Long> resolved() {
        return Map.copyOf(resolved);
    }

    /** What is known never to be published, by tag. */
    public synchronized Set<String> absent() {
        return Set.copyOf(absent);
    }

    /** How often somebody else was first. */
    public synchronized int refused() {
        return refused;
    }

    /** What must not have happened. */
    public synchronized List<String> errors() {
        return List.copyOf(errors);
    }

    /** Lets all come to their end. */
    public void finish() throws InterruptedException {
        processes.forEach(JavaProcess::end);
        for (JavaProcess process : processes) {
            if (!process.awaitEnd(Duration.ofSeconds(60))) {
                throw new IllegalStateException(process.name() + " does not end");
            }
        }
        synchronized (this) {
            if (done != processes.size()) {
                errors.add(processes.size() - done + " ended without a last word");
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(JavaProcess::kill);
    }

    private synchronized void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "published" -> published.put(words[2], Long.parseLong(words[1]));
            case "resolved" -> resolved.put(words[2], Long.parseLong(words[1]));
            case "dropped" -> absent.add(words[1]);
            case "refused" -> {
                absent.add(words[1]);
                refused++;
            }
            case "done" -> done++;
            case "error" -> errors.add(line);
            default -> {
                // The client's log: lost leaders are what the test makes, errors are not.
                if (line.contains(" ERROR ")) {
                    errors.add(line);
                }
            }
        }
    }
}
