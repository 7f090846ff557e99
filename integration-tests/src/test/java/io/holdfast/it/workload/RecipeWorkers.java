package io.holdfast.it.workload;

import io.holdfast.it.cluster.ProcessCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Processes that use recipes ({@link RecipeWorker}), and the book of what they were told. Used by one thread. */
public final class RecipeWorkers implements AutoCloseable {
    private final ProcessCluster cluster;
    private final Map<String, Worker> workers = new ConcurrentHashMap<>();
    private final Set<Long> sums = ConcurrentHashMap.newKeySet();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final Map<Long, Map<Integer, String>> passed = new ConcurrentHashMap<>();
    private final Map<Long, String> broken = new ConcurrentHashMap<>();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    /** None yet. */
    public RecipeWorkers(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    /** Starts one. */
    public Worker start(String name) {
        Worker worker = new Worker(name);
        workers.put(name, worker);
        return worker;
    }

    /** How many increments were acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** How many increments nobody knows the outcome of. */
    public long unknown() {
        return unknown.get();
    }

    /** The sums that were told, each once. */
    public Set<Long> sums() {
        return Set.copyOf(sums);
    }

    /** Who passed, by generation and index. */
    public Map<Long, Map<Integer, String>> passed() {
        return Map.copyOf(passed);
    }

    /** Which generations were broken, and why. */
    public Map<Long, String> broken() {
        return Map.copyOf(broken);
    }

    /** What must not have happened. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    @Override
    public void close() {
        workers.values().forEach(Worker::kill);
    }

    /** One process. */
    public final class Worker {
        private final String name;
        private final Process process;
        private final Thread listener;
        private final Queue<String> said = new ConcurrentLinkedQueue<>();

        private Worker(String name) {
            this.name = name;
            Path java = Path.of(System.getProperty("java.home"), "bin", "java");
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            ProcessBuilder builder = new ProcessBuilder(
                    java.toString(),
                    "-Xmx128m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    RecipeWorker.class.getName(),
                    cluster.endpoints(),
                    cluster.pki().caCert().toString(),
                    cluster.pki().cert("tester").toString(),
                    cluster.pki().key("tester").toString(),
                    name);
            try {
                process = builder.redirectErrorStream(true).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            listener = new Thread(this::listen, name);
            listener.setDaemon(true);
            listener.start();
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** Ends it without a word. */
        public void kill() {
            process.destroyForcibly();
        }

        /** Stops its clock, as far as it can tell. */
        public void pause() throws InterruptedException {
            signal("-STOP");
        }

        /** Lets it go on. */
        public void resume() throws InterruptedException {
            signal("-CONT");
        }

        private void signal(String signal) throws InterruptedException {
            try {
                int status = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor();
                if (status != 0) {
                    throw new IllegalStateException("kill " + signal + " " + name + ": status " + status);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Tells it something. */
        public void command(String line) {
            try {
                process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether it said a line that begins so. */
        public boolean said(String beginning) {
            return said.stream().anyMatch(line -> line.startsWith(beginning));
        }

        /** Tells it that its end has come. */
        public void end() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Waits for its end. */
        public void awaitEnd() throws InterruptedException {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                errors.add(name + " does not end");
            }
            listener.join(TimeUnit.SECONDS.toMillis(10));
            if (!said("done")) {
                errors.add(name + " ended without a last word");
            }
        }

        private void listen() {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    take(line.split(" "), line);
                }
            } catch (IOException e) {
                errors.add(name + ": " + e);
            }
        }

        private void take(String[] words, String line) {
            switch (words[0]) {
                case "sum" -> {
                    acknowledged.incrementAndGet();
                    if (!sums.add(Long.parseLong(words[1]))) {
                        errors.add(name + " was told a sum that another was told: " + line);
                    }
                }
                case "unknown" -> unknown.incrementAndGet();
                case "passed" -> {
                    String other = passed.computeIfAbsent(Long.parseLong(words[1]), any -> new ConcurrentHashMap<>())
                            .put(Integer.parseInt(words[2]), name);
                    if (other != null) {
                        errors.add(name + " and " + other + " both " + line);
                    }
                }
                case "broken" -> broken.put(Long.parseLong(words[1]), words[2]);
                case "error" -> errors.add(name + ": " + line);
                default -> {
                    said.add(line);
                    if (line.contains(" ERROR ")) {
                        errors.add(name + ": " + line);
                    }
                }
            }
        }
    }
}
