package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.it.cluster.Agreement;
import io.holdfast.it.cluster.Distribution;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.fault.Deaths.Cause;
import io.holdfast.it.report.FailoverTimes;
import io.holdfast.it.workload.Candidates;
import io.holdfast.it.workload.Witness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaders of an election die in every way there is, and nodes with them: never two that believe to lead, tokens rise, each
 * beginning is followed by one end, an observer is told every change once and in order, and there always is a next leader.
 */
class ElectionIT {
    private static final Logger LOG = LoggerFactory.getLogger(ElectionIT.class);
    private static final long SEED = Long.getLong("seed", 20_261_123);
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(200);
    private static final int CANDIDATES = 3;
    private static final String GRACED = ", grace 200 ms";

    @TempDir
    private Path directory;

    @Test
    void fieldPains11To13_neverTwoLeadersNorNoneForLongAndEveryChangeIsTold() throws InterruptedException {
        FailoverTimes times = dieThrough(3, 4);
        assertThat(times.deaths()).isGreaterThanOrEqualTo(20);
    }

    @Test
    @Tag("soak")
    void fieldPains11To13_overAHundredDeathsOfLeaders() throws InterruptedException {
        FailoverTimes times = dieThrough(15, 20);
        assertThat(times.deaths()).isGreaterThan(100);
    }

    private FailoverTimes dieThrough(int rounds, int kills) throws InterruptedException {
        FailoverTimes times = new FailoverTimes();
        try (ProcessCluster cluster = ProcessCluster.startNamed(directory, 3)) {
            dieInEveryWay(cluster, times, rounds);
            dieWithAGrace(cluster, times, kills);
            Agreement.await(cluster);
        } finally {
            LOG.warn("seed={} time to live {}, from the cause on:\n{}", SEED, TTL, times);
            times.write(Distribution.checkout().resolve("integration-tests/target/failover-times.md"));
        }
        assertQuick(times);
        return times;
    }

    private static void dieInEveryWay(ProcessCluster cluster, FailoverTimes times, int rounds)
            throws InterruptedException {
        Random random = new Random(SEED);
        Faults faults = new Faults(cluster);
        try (Witness witness = new Witness(cluster, "it/every-way");
                Candidates candidates = new Candidates(cluster, "it/every-way", TTL, Duration.ZERO)) {
            Deaths deaths = stood(candidates, witness, times);
            for (int round = 0; round < rounds; round++) {
                List<Cause> causes = new ArrayList<>(List.of(Cause.values()));
                Collections.shuffle(causes, random);
                causes.forEach(cause -> deaths.next(cause, ""));
                if (round % 3 == 1) {
                    faults.killAndRestart(cluster.leader());
                } else if (round % 6 == 3) {
                    faults.pauseAndResume(random.nextBoolean() ? cluster.leader() : cluster.follower());
                }
            }
            assertWell(candidates, witness);
        }
    }

    private static void dieWithAGrace(ProcessCluster cluster, FailoverTimes times, int kills)
            throws InterruptedException {
        try (Witness witness = new Witness(cluster, "it/graced");
                Candidates candidates = new Candidates(cluster, "it/graced", TTL, GRACE)) {
            Deaths deaths = stood(candidates, witness, times);
            for (int kill = 0; kill < kills; kill++) {
                deaths.next(Cause.KILLED, GRACED);
            }
            assertWell(candidates, witness);
        }
    }

    private static Deaths stood(Candidates candidates, Witness witness, FailoverTimes times) {
        for (int i = 0; i < CANDIDATES; i++) {
            candidates.start();
        }
        return new Deaths(candidates, witness, times, CANDIDATES);
    }

    private static void assertWell(Candidates candidates, Witness witness) throws InterruptedException {
        candidates.finish();
        // It was told of a beginning before each of these ends, or it has an error to show.
        candidates.elected().forEach(witness::awaitEnd);
        witness.finish();
        String seed = "seed " + SEED;
        assertThat(witness.errors()).as(seed).isEmpty();
        assertThat(candidates.errors()).as(seed).isEmpty();
        assertThat(candidates.tenures().violations()).as(seed).isEmpty();
    }

    /** What is aimed at on a machine that is there for it is in docs/failover.md; this holds on any. */
    private static void assertQuick(FailoverTimes times) {
        assertThat(times.median("resigns")).isLessThan(Duration.ofSeconds(1));
        assertThat(times.median("hands on by name")).isLessThan(Duration.ofSeconds(1));
        assertThat(times.median("kill -9" + GRACED)).isLessThan(TTL);
        assertThat(times.median("kill -9")).isLessThan(TTL.plusSeconds(3));
        assertThat(times.median("cut off")).isLessThan(TTL.plusSeconds(3));
    }
}
