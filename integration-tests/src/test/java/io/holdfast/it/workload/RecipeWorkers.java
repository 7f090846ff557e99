package io.holdfast.it.workload;

import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
        private final JavaProcess process;
        private final Queue<String> said = new ConcurrentLinkedQueue<>();

        private Worker(String name) {
            this.name = name;
            process = JavaProcess.startClient(cluster, name, RecipeWorker.class, List.of(name), this::take);
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** Ends it without a word. */
        public void kill() {
            process.kill();
        }

        /** Stops its clock, as far as it can tell. */
        public void pause() {
            process.pause();
        }

        /** Lets it go on. */
        public void resume() {
            process.resume();
        }

        /** Tells it something. */
        public void command(String line) {
            process.tell(line);
        }

        /** Whether it said a line that begins so. */
        public boolean said(String beginning) {
            return said.stream().anyMatch(line -> line.startsWith(beginning));
        }

        /** Tells it that its end has come. */
        public void end() {
            process.end();
        }

        /** Waits for its end. */
        public void awaitEnd() throws InterruptedException {
            if (!process.awaitEnd(Duration.ofSeconds(90))) {
                errors.add(name + " does not end");
            }
            if (!said("done")) {
                errors.add(name + " ended without a last word");
            }
        }

        private void take(String line) {
            String[] words = line.split(" ");
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
