package io.holdfast.it.workload;

import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.JavaProcess;
import io.holdfast.it.cluster.ProcessCluster;
import java.time.Duration;
import java.util.List;

/**
 * The process that observes an election ({@link ElectionWitness}), and the book of what it is told ({@link ToldElections}).
 * Used by one thread.
 */
public final class Witness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JavaProcess process;
    private final ToldElections told = new ToldElections();
    private volatile boolean done;

    /** Starts it, and waits until it observes. */
    public Witness(ProcessCluster cluster, String election) {
        process = JavaProcess.startClient(
                cluster, "witness of " + election, ElectionWitness.class, List.of(election), this::take);
        await("the witness").atMost(PATIENCE).until(told::begun);
    }

    /** What must not have happened. */
    public List<String> errors() {
        return told.errors();
    }

    /** Waits until it was told of the end of a tenure; when that was. */
    public long awaitEnd(long token) {
        return await("the end of " + token + " being told; so far " + told.errors())
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> told.endOf(token), nanos -> nanos != 0);
    }

    /** Lets it come to its end. */
    public void finish() throws InterruptedException {
        process.end();
        if (!process.awaitEnd(PATIENCE) || !done) {
            told.wrong("the witness ended without a last word");
        }
    }

    @Override
    public void close() {
        process.kill();
    }

    private void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "current" -> told.current(Long.parseLong(words[1]), Boolean.parseBoolean(words[2]));
            case "elected" -> told.elected(Long.parseLong(words[1]));
            case "ended" -> told.ended(Long.parseLong(words[1]), Long.parseLong(words[2]));
            case "published" -> told.wrong("nobody published anything anew: " + line);
            case "done" -> done = true;
            default -> {
                if (line.contains(" ERROR ") || words[0].equals("error")) {
                    told.wrong(line);
                }
            }
        }
    }
}
