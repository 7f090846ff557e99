package io.holdfast.it.workload;

import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The process that observes an election ({@link ElectionWitness}), and what it must not be told: anything twice, out of
 * order, or not at all. Used by one thread.
 */
public final class Witness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JavaProcess process;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> ended = new ConcurrentHashMap<>();
    private volatile boolean begun;
    private volatile boolean done;

    // Confined to the thread that listens to the process.
    private long leader;
    private long latest;

    /** Starts it, and waits until it observes. */
    public Witness(ProcessCluster cluster, String election) {
        process = JavaProcess.start(
                "witness of " + election,
                ElectionWitness.class,
                List.of(),
                List.of(
                        cluster.endpoints(),
                        cluster.pki().caCert().toString(),
                        cluster.pki().cert("tester").toString(),
                        cluster.pki().key("tester").toString(),
                        election),
                this::take);
        await("the witness").atMost(PATIENCE).until(() -> begun);
    }

    /** What must not have happened. */
    public List<String> errors() {
        return List.copyOf(errors);
    }

    /** Waits until it was told of the end of a tenure; when that was. */
    public long awaitEnd(long token) {
        return await("the end of " + token + " being told; so far " + errors)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> ended.getOrDefault(token, 0L), nanos -> nanos != 0);
    }

    /** Lets it come to its end. */
    public void finish() throws InterruptedException {
        process.end();
        if (!process.awaitEnd(PATIENCE) || !done) {
            errors.add("the witness ended without a last word");
        }
    }

    @Override
    public void close() {
        process.kill();
    }

    private void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "current" -> {
                if (begun || words[2].equals("true")) {
                    errors.add("told where it stands in the middle of it: " + line);
                }
                leader = Long.parseLong(words[1]);
                latest = leader;
                begun = true;
            }
            case "elected" -> {
                long token = Long.parseLong(words[1]);
                if (leader != 0 || token <= latest) {
                    errors.add(line + ", while " + leader + " leads and " + latest + " was the latest");
                }
                leader = token;
                latest = token;
            }
            case "ended" -> {
                long token = Long.parseLong(words[1]);
                if (leader != token) {
                    errors.add(line + ", while " + leader + " leads");
                }
                leader = 0;
                ended.put(token, Long.parseLong(words[2]));
            }
            case "published" -> errors.add("nobody published anything anew: " + line);
            case "done" -> done = true;
            default -> {
                if (line.contains(" ERROR ") || words[0].equals("error")) {
                    errors.add(line);
                }
            }
        }
    }
}
