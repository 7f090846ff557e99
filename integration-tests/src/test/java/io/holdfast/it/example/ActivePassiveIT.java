package io.holdfast.it.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.workload.Candidate;
import io.holdfast.it.workload.Candidates;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers, of which the one that leads writes to a table of an H2 server: however it dies, one other goes on, and nothing
 * is written behind a token that is not the latest.
 */
class ActivePassiveIT {
    private static final Duration TTL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int WORKERS = 3;
    private static final int SOME_ROWS = 10;

    static {
        // Read once, when H2 is loaded: without it the server would listen on every address.
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    @TempDir
    private Path directory;

    private final Set<Long> holding = ConcurrentHashMap.newKeySet();
    private final Queue<Long> fenced = new ConcurrentLinkedQueue<>();
    private Server database;
    private Journal journal;

    @BeforeEach
    void startTheDatabase() throws SQLException {
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        // A worker that died leaves its transaction to the server, which ends it when it sees the connection end.
        journal = new Journal("jdbc:h2:tcp://127.0.0.1:" + database.getPort()
                + "/mem:journal;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000;USER=sa");
        journal.create();
    }

    @AfterEach
    void stopTheDatabase() {
        database.stop();
    }

    @Test
    void killPausePartitionAndBadHealthEachLeaveOneActiveWorkerAndNoUnfencedWrite() throws InterruptedException {
        try (ProcessCluster cluster = ProcessCluster.startNamed(directory, 3);
                Candidates workers = new Candidates(
                        cluster,
                        JournalWorker.class,
                        "it/journal",
                        TTL,
                        Duration.ZERO,
                        List.of(journal.url()),
                        this::heard)) {
            for (int i = 0; i < WORKERS; i++) {
                workers.start();
            }
            awaitRowsBehind(active(workers).token());

            Candidate killed = active(workers);
            long token = killed.token();
            killed.kill();
            awaitRowsBehind(workers.awaitLeader(token).token());
            workers.start();

            Candidate paused = hold(workers);
            token = paused.token();
            paused.pause();
            awaitRowsBehind(workers.awaitLeader(token).token());
            paused.resume();
            writesTooLate(paused, token);
            workers.awaitEnded(paused, token);

            Candidate cutOff = hold(workers);
            token = cutOff.token();
            cutOff.cutOff();
            awaitRowsBehind(workers.awaitLeader(token).token());
            writesTooLate(cutOff, token);
            workers.awaitEnded(cutOff, token);
            cutOff.reconnect();

            Candidate sick = active(workers);
            token = sick.token();
            sick.tell("sick");
            awaitRowsBehind(workers.awaitLeader(token).token());
            sick.tell("well");

            workers.awaitLine(WORKERS - 1);
            workers.finish();
            assertThat(workers.errors()).isEmpty();
            assertThat(workers.tenures().violations()).isEmpty();
            assertThat(fenced).as("writes that came too late").hasSize(2);
            assertInOrder();
        }
    }

    /** The one that works, with all others in line. */
    private static Candidate active(Candidates workers) {
        workers.awaitLine(WORKERS - 1);
        return workers.awaitLeader(0);
    }

    /** The one that works, standing still between the check and the write. */
    private Candidate hold(Candidates workers) {
        Candidate worker = active(workers);
        worker.tell("hold");
        await(worker.name() + " standing still")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> holding.contains(worker.token()));
        return worker;
    }

    private void writesTooLate(Candidate worker, long token) {
        worker.tell("go");
        await("the late write of " + worker.name() + " being refused")
                .atMost(PATIENCE)
                .until(() -> fenced.contains(token));
    }

    private void awaitRowsBehind(long token) {
        await("rows behind token " + token)
                .atMost(PATIENCE)
                .until(() -> journal.rows().stream()
                                .filter(row -> row.token() == token)
                                .count()
                        >= SOME_ROWS);
    }

    /** Numbers without gaps, tokens that never decrease, each of one worker. */
    private void assertInOrder() {
        Map<Long, String> workers = new HashMap<>();
        long number = 0;
        long token = 0;
        for (Journal.Row row : rows()) {
            assertThat(row.number()).isEqualTo(++number);
            assertThat(row.token()).as("token of " + row).isGreaterThanOrEqualTo(token);
            token = row.token();
            assertThat(workers.computeIfAbsent(token, first -> row.worker()))
                    .as("who wrote behind token " + token)
                    .isEqualTo(row.worker());
        }
        assertThat(workers).as("tenures that wrote").hasSizeGreaterThanOrEqualTo(5);
    }

    private List<Journal.Row> rows() {
        try {
            return journal.rows();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void heard(String line) {
        String[] words = line.split(" ");
        if (words[0].equals("holding")) {
            holding.add(Long.parseLong(words[1]));
        } else if (words[0].equals("fenced")) {
            fenced.add(Long.parseLong(words[1]));
        }
    }
}
