package io.holdfast.it.fault;

import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.Relay;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Breaks the connections of clients to the nodes of a relayed cluster, in turn in three ways. Used by the test's thread. */
final class Breaks {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Any answer to an operation is longer, with what TLS and HTTP add to it; their own frames are shorter. */
    private static final long ANSWER_BYTES = 100;

    /** About ten requests and their answers: a cut lies anywhere in or between them. */
    private static final int FUSE_BYTES = 2_000;

    private final List<Relay> relays;
    private final Random random;

    Breaks(ProcessCluster cluster, Random random) {
        this.relays = cluster.nodes().stream()
                .map(node -> cluster.relays(node).clients())
                .toList();
        this.random = random;
    }

    /** Bytes on their way to the client that were lost. */
    long lost() {
        return relays.stream().mapToLong(Relay::lost).sum();
    }

    /** Breaks what is open, in one of the three ways by turns; on return it is broken. */
    void next(int turn) {
        switch (turn % 3) {
            case 0 -> relays.forEach(Relay::cut);
            case 1 -> cutInTheMiddle();
            default -> loseAnswers();
        }
    }

    /** After some bytes, in whatever frame of whichever direction. */
    private void cutInTheMiddle() {
        int before = cuts();
        relays.forEach(relay -> relay.cutAfter(random.nextInt(FUSE_BYTES)));
        await("a cut").atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> cuts() > before);
    }

    /** The node was sent requests, carried them out and answered, and nobody hears of it. */
    private void loseAnswers() {
        long before = lost();
        relays.forEach(Relay::loseAnswers);
        await("a lost answer")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> lost() - before >= ANSWER_BYTES);
        relays.forEach(Relay::cut);
    }

    private int cuts() {
        return relays.stream().mapToInt(Relay::cuts).sum();
    }
}
