package io.holdfast.it.workload;

import io.holdfast.checker.Tenures;
import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Processes that contend for locks ({@link LockContender}), and the book of what they believed. Used by one thread. */
public final class LockContenders implements AutoCloseable {
    private final ProcessCluster cluster;
    private final Tenures tenures = new Tenures();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();
    private final List<Contender> contenders = new ArrayList<>();
    private long nextSeed;

    /** None yet. */
    public LockContenders(ProcessCluster cluster, long seed) {
        this.cluster = cluster;
        this.nextSeed = seed;
    }

    /** Starts one more. */
    public Contender start() {
        Contender contender = new Contender(nextSeed++);
        contenders.add(contender);
        return contender;
    }

    /** What was believed. */
    public Tenures tenures() {
        return tenures;
    }

    /** What must not have happened. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** How often a holder was told that it lost a lock, by kind of end; and how often a write was refused as {@code FENCED}. */
    public Map<String, Integer> ends() {
        return Map.copyOf(ends);
    }

    /** Lets all that run come to their end. */
    public void finish() throws InterruptedException {
        for (Contender contender : contenders) {
            contender.finish();
        }
    }

    @Override
    public void close() {
        contenders.forEach(Contender::kill);
    }

    /** One process. */
    public final class Contender {
        private final String name;
        private final JavaProcess process;
        private final AtomicLong heard = new AtomicLong();
        private volatile boolean done;

        private Contender(long seed) {
            name = "contender-" + seed;
            process = JavaProcess.startClient(
                    cluster, name, LockContender.class, List.of(Long.toString(seed)), this::take);
        }

        /** How many moments of belief it told of. */
        public long heard() {
            return heard.get();
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

        private void finish() throws InterruptedException {
            if (!process.isAlive()) {
                return;
            }
            process.end();
            if (!process.awaitEnd(Duration.ofSeconds(60))) {
                errors.add(name + " does not end");
            }
            if (!done) {
                errors.add(name + " ended without a last word");
            }
        }

        private void take(String line) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "held" -> {
                    // The last line of a killed process may be cut short.
                    if (words.length == 6) {
                        heard.incrementAndGet();
                        tenures.believed(
                                words[1],
                                Long.parseLong(words[2]),
                                name,
                                Integer.parseInt(words[3]),
                                Integer.parseInt(words[4]),
                                Long.parseLong(words[5]));
                    }
                }
                case "lost" -> ends.merge(words[words.length - 1], 1, Integer::sum);
                case "fenced" -> ends.merge("FENCED", 1, Integer::sum);
                case "done" -> done = true;
                case "error" -> errors.add(name + ": " + line);
                default -> {
                    // The client's log: lost sessions are what the test makes, errors are not.
                    if (line.contains(" ERROR ")) {
                        errors.add(name + ": " + line);
                    }
                }
            }
        }
    }
}
