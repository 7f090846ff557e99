package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.it.report.FailoverTimes;
import io.holdfast.it.report.FailoverTimes.Failover;
import io.holdfast.it.workload.Candidate;
import io.holdfast.it.workload.Candidates;
import io.holdfast.it.workload.Witness;
import java.time.Duration;

/** Ways in which leaders die, and how long each takes until the next one works. Used by the test's thread. */
final class Deaths {
    /** A way to die. */
    enum Cause {
        /** {@code kill -9}. */
        KILLED("kill -9"),
        /** {@code kill -STOP} for longer than its session lives, and {@code kill -CONT}. */
        PAUSED("paused"),
        /** No byte passes between it and any node. */
        CUT_OFF("cut off"),
        /** Its health check turns bad. */
        SICK("sick"),
        /** It resigns to whoever is next. */
        RESIGNED("resigns"),
        /** It resigns to the last in line. */
        HANDED_ON("hands on by name"),
        /** Its process ends in order. */
        ENDED("ends in order");

        private final String words;

        Cause(String words) {
            this.words = words;
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Candidates candidates;
    private final Witness witness;
    private final FailoverTimes times;
    private final int size;

    /**
     * None yet.
     *
     * @param size how many candidates live; whoever dies for good is replaced
     */
    Deaths(Candidates candidates, Witness witness, FailoverTimes times, int size) {
        this.candidates = candidates;
        this.witness = witness;
        this.times = times;
        this.size = size;
    }

    /** Lets the leader die, and sees to the next; on return all are well and in line again, or on their way there. */
    void next(Cause cause, String note) {
        String last = candidates.awaitLine(size - 1);
        Candidate leader = candidates.awaitLeader(0);
        long token = leader.token();
        long began = System.nanoTime();
        if (!strike(cause, leader, last)) {
            // It had lost the leadership by itself in the meantime, which is no death of this kind.
            return;
        }
        Candidate next = candidates.awaitLeader(token);
        times.add(
                cause.words + note,
                new Failover(
                        witness.awaitEnd(token) - began, next.electedNanos() - began, next.startedNanos() - began));
        if (cause == Cause.HANDED_ON) {
            assertThat(next.name()).as("who was named").isEqualTo(last);
        }
        heal(cause, leader, token);
    }

    private static boolean strike(Cause cause, Candidate leader, String last) {
        switch (cause) {
            case KILLED -> leader.kill();
            case PAUSED -> leader.pause();
            case CUT_OFF -> leader.cutOff();
            case SICK -> leader.tell("sick");
            case RESIGNED -> {
                return resigned(leader, "resign");
            }
            case HANDED_ON -> {
                return resigned(leader, "resign " + last);
            }
            case ENDED -> leader.end();
        }
        return true;
    }

    private static boolean resigned(Candidate leader, String command) {
        int answers = leader.answers();
        leader.tell(command);
        await("an answer to: " + command)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> leader.answers() > answers);
        return leader.lastAnswer();
    }

    private void heal(Cause cause, Candidate leader, long token) {
        switch (cause) {
            case KILLED, ENDED -> candidates.start();
            case PAUSED -> {
                leader.resume();
                candidates.awaitEnded(leader, token);
            }
            case CUT_OFF -> {
                // By its own clock: it hears of nobody.
                candidates.awaitEnded(leader, token);
                leader.reconnect();
            }
            case SICK -> leader.tell("well");
            case RESIGNED, HANDED_ON -> {}
        }
    }
}
