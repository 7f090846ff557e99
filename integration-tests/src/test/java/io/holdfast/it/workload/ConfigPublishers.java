package io.holdfast.it.workload;

import io.holdfast.it.cluster.ProcessCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Processes that count in a config set ({@link ConfigPublisher}), and the book of what they were told. Used by one thread. */
public final class ConfigPublishers implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final List<Thread> listeners = new ArrayList<>();

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
            all.start(cluster, Integer.toString(i));
        }
        return all;
    }

    private void start(ProcessCluster cluster, String seed) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        try {
            Process process = new ProcessBuilder(
                            java.toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath,
                            ConfigPublisher.class.getName(),
                            cluster.endpoints(),
                            cluster.pki().caCert().toString(),
                            cluster.pki().cert("tester").toString(),
                            cluster.pki().key("tester").toString(),
                            seed)
                    .redirectErrorStream(true)
                    .start();
            processes.add(process);
            Thread listener = new Thread(() -> listen(process), "publisher-" + seed);
            listener.setDaemon(true);
            listener.start();
            listeners.add(listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        for (Process process : processes) {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        for (Process process : processes) {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a publisher does not end");
            }
        }
        for (Thread listener : listeners) {
            listener.join(TimeUnit.SECONDS.toMillis(10));
        }
        synchronized (this) {
            if (done != processes.size()) {
                errors.add(processes.size() - done + " ended without a last word");
            }
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }

    private void listen(Process process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line.split(" "), line);
            }
        } catch (IOException e) {
            synchronized (this) {
                errors.add(e.toString());
            }
        }
    }

    private synchronized void take(String[] words, String line) {
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
