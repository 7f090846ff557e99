package io.holdfast.server.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.snapshot.BackupFile;
import io.holdfast.server.snapshot.SnapshotFolder;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.statemachine.CoordinationState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotToolTest {
    @TempDir
    Path folder;

    private final CoordinationState state = new CoordinationState();
    private Path backup;

    /** What a run left behind. */
    private record Run(int status, Map<String, String> lines, String err) {
        String line(String name) {
            return lines.getOrDefault(name, "");
        }
    }

    @BeforeEach
    void save() throws IOException {
        for (long n = 1; n <= 3; n++) {
            state.apply(new CommandBatch(n, 7, n, List.of(new Put(Bytes.utf8("k" + n), Bytes.utf8("v" + n)))));
        }
        SnapshotHeader header = new SnapshotHeader("demo", 4, 90, 1_000, "test");
        backup = new SnapshotFolder(folder.resolve("group"))
                .write(header, state.capture())
                .path();
    }

    @Test
    void inspectSaysWhatIsInABackup() {
        Run run = run("inspect", backup.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsEntry("format", "1")
                .containsEntry("cluster", "demo")
                .containsEntry("clusterId", ClusterId.ofName("demo").toString())
                .containsEntry("term", "4")
                .containsEntry("index", "90")
                .containsEntry("revision", Long.toString(state.revision()))
                .containsEntry("keys", "3")
                .containsEntry("section.history.rows", "3")
                .containsKey("section.keys.bytes");
    }

    @Test
    void aDamagedFileIsOneTypedLineAndStatusOne() throws IOException {
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length - 1] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged"), bytes);
        Run inspected = run("inspect", damaged.toString());
        assertThat(inspected.status()).isEqualTo(1);
        assertThat(inspected.err())
                .startsWith("error: SNAPSHOT_DAMAGED: " + damaged)
                .contains("byte");
        Run restored = restore("n1", "drill-1", damaged);
        assertThat(restored.status()).isEqualTo(1);
        assertThat(restored.err()).startsWith("error: SNAPSHOT_DAMAGED: ");
        assertThat(data("n1")).doesNotExist();
        assertThat(run("inspect", folder.resolve("absent").toString()).err()).startsWith("error: FILE_UNREADABLE: ");
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndChangesNothing() {
        Run plan = restore("n1", "drill-1", backup, "--plan");
        assertThat(plan.err()).isEmpty();
        assertThat(plan.status()).isZero();
        assertThat(plan.lines())
                .containsEntry("done", "false")
                .containsEntry("fromRevision", Long.toString(state.revision()))
                .containsEntry("revision", Long.toString(state.revision() + Limits.RESTORATION_LEAP));
        assertThat(data("n1")).doesNotExist();
    }

    @Test
    void everyNodeOfARestorationBeginsWithTheSameStateAndTheSameClusterId() throws Exception {
        Run plan = restore("n1", "drill-1", backup, "--plan");
        for (String node : List.of("n1", "n2")) {
            Run done = restore(node, "drill-1", backup);
            assertThat(done.err()).isEmpty();
            for (String same : List.of("clusterId", "content", "chain", "revision", "grants")) {
                assertThat(done.line(same)).as(same).isEqualTo(plan.line(same));
            }
            try (DataDirectory directory = DataDirectory.open(data(node), "demo", node)) {
                String id = done.line("clusterId");
                assertThat(directory.cluster()).hasToString(id).isNotEqualTo(ClusterId.ofName("demo"));
                assertThat(directory.hasJoined()).isTrue();
                Path group = directory.raft().resolve("log").resolve(id);
                BackupFile begins = BackupFile.read(group.resolve("sm/snapshot.4_90"));
                assertThat(begins.header().clusterId()).isEqualTo(id);
                assertThat(begins.image().keyspace().live().size()).isEqualTo(3);
                assertThat(Files.readString(group.resolve("current/raft-meta"))).contains("term=4");
            }
        }
        assertThat(restore("n3", "drill-2", backup, "--plan").line("clusterId"))
                .as("another word, another cluster")
                .isNotEqualTo(plan.line("clusterId"));
    }

    @Test
    void aDirectoryThatHoldsAnythingIsLeftAsItIs() throws IOException {
        restore("n1", "drill-1", backup);
        Run again = restore("n1", "drill-2", backup);
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err())
                .startsWith("error: DIRECTORY_NOT_EMPTY: " + data("n1"))
                .contains("identity", "move this directory aside");
        Files.createDirectories(data("n2").resolve("lost+found"));
        assertThat(restore("n2", "drill-1", backup).status()).isZero();
    }

    @Test
    void aBackupMayBeRestoredUnderAnotherNameAndRestoredAgain() throws IOException {
        Run first = restore("n1", "drill-1", backup, "--cluster", "rehearsal");
        assertThat(first.lines()).containsEntry("cluster", "rehearsal").containsEntry("fromCluster", "demo");
        Path restored =
                data("n1").resolve("raft/log").resolve(first.line("clusterId")).resolve("sm/snapshot.4_90");
        Run second = restore("n2", "drill-1", restored);
        assertThat(second.err()).isEmpty();
        assertThat(second.lines())
                .containsEntry("fromClusterId", first.line("clusterId"))
                .containsEntry("revision", Long.toString(state.revision() + 2 * Limits.RESTORATION_LEAP));
    }

    @Test
    void aBackupRestoredAgainGoesOnAboveTheClusterThatWasMadeOfItBefore() {
        Run first = restore("n1", "drill-1", backup);
        String reached = first.line("revision");
        assertThat(first.line("above")).isEqualTo(Long.toString(state.revision()));
        Run plan = restore("n2", "drill-2", backup, "--above", reached, "--plan");
        Run second = restore("n2", "drill-2", backup, "--above=" + reached);
        assertThat(second.err()).isEmpty();
        for (Run each : List.of(plan, second)) {
            assertThat(each.lines())
                    .containsEntry("above", reached)
                    .containsEntry("revision", Long.toString(state.revision() + 2 * Limits.RESTORATION_LEAP))
                    .containsEntry("grants", Long.toString(2 * Limits.RESTORATION_LEAP));
        }
        assertThat(plan.line("clusterId"))
                .isEqualTo(second.line("clusterId"))
                .as("a node that was not given it makes another cluster")
                .isNotEqualTo(restore("n3", "drill-2", backup, "--plan").line("clusterId"));
        assertThat(restore("n3", "drill-1", backup, "--plan", "--above", "1").lines())
                .as("below the backup it does not matter")
                .containsEntry("clusterId", first.line("clusterId"))
                .containsEntry("above", first.line("above"))
                .containsEntry("content", first.line("content"));
    }

    @Test
    void aRevisionThatNoClusterReachesIsRefusedByTheNameOfItsOption() {
        for (String far : List.of(Long.toString(1L << 61), "8999999999999999999")) {
            Run run = restore("n1", "drill-1", backup, "--above", far);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).startsWith("error: USAGE: --above " + far + " is more than any cluster reaches");
        }
        for (String none : List.of("", "-1", "12a", "9999999999999999999")) {
            Run run = restore("n1", "drill-1", backup, "--above", none);
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).startsWith("error: USAGE: --above '" + none + "' is no revision");
        }
        assertThat(data("n1")).doesNotExist();
    }

    @Test
    void whatMakesNoSenseIsMisuse() {
        misused("USAGE", "verb");
        misused("USAGE", "one file", "inspect");
        misused("USAGE", "nothing else", "inspect", "file", "--token", "x");
        misused("USAGE", "nothing else", "inspect", "file", "--above", "1");
        misused("USAGE", "--token WORD is missing", "restore", "file", "--config", "c");
        misused("USAGE", "--token 'a b'", "restore", "file", "--config", "c", "--token", "a b");
        misused("USAGE", "--config FILE is missing", "restore", "file", "--token", "t");
        misused("USAGE", "needs a value", "restore", "file", "--token");
        misused("CONFIGURATION", "absent.yaml", "restore", "file", "--token", "t", "--config", "absent.yaml");
        assertThat(run("--help").status()).isZero();
    }

    private void misused(String reason, String says, String... words) {
        Run run = run(words);
        assertThat(run.status()).as(says).isEqualTo(2);
        assertThat(run.err()).startsWith("error: " + reason + ": ").contains(says);
    }

    private Path data(String node) {
        return folder.resolve(node).resolve("data");
    }

    private Run restore(String node, String token, Path file, String... more) {
        Path config = folder.resolve(node + ".yaml");
        try {
            Files.writeString(config, """
                    cluster: demo
                    node: %s
                    data-dir: %s
                    members: n1=127.0.0.1:7400/7401,n2=127.0.0.1:7410/7411,n3=127.0.0.1:7420/7421
                    tls: {ca-cert: ca.pem, cert: node.pem, key: node.key}
                    """.formatted(node, data(node)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> words =
                new ArrayList<>(List.of("restore", file.toString(), "--config", config.toString(), "--token", token));
        words.addAll(List.of(more));
        return run(words.toArray(String[]::new));
    }

    private static Run run(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new SnapshotTool(
                        Map.of(),
                        "test",
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(words));
        Map<String, String> lines = new LinkedHashMap<>();
        out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.indexOf('=') > 0)
                .forEach(
                        line -> lines.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return new Run(status, lines, err.toString(StandardCharsets.UTF_8));
    }
}
