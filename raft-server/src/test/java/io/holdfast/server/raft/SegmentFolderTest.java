package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentFolderTest {
    private static final long CHANGED = 1_000_000;

    @TempDir
    Path folder;

    @TempDir
    Path group;

    private final RecordingFailStop failStop = new RecordingFailStop();
    private final AtomicInteger syncs = new AtomicInteger();
    private long last = 10;
    private long now = CHANGED + 60_000;

    @BeforeEach
    void changedLongAgo() throws IOException {
        Files.setLastModifiedTime(folder, FileTime.fromMillis(CHANGED));
    }

    @Test
    void aNewSegmentsNameIsDurableBeforeEntriesInItCount() throws IOException {
        SegmentFolder segments = segments();
        flush(segments);
        Files.createFile(folder.resolve("log_inprogress_7"));
        flush(segments);
        assertThat(syncs).hasValue(2);
    }

    @Test
    void aFolderWithoutNewNamesIsNotSyncedAgain() throws IOException {
        SegmentFolder segments = segments();
        for (int i = 0; i < 5; i++) {
            flush(segments);
        }
        assertThat(syncs).hasValue(1);
    }

    @Test
    void aSecondChangeInTheSameTickOfTheFileSystemIsNotMissed() throws IOException {
        now = CHANGED + 1;
        SegmentFolder segments = segments();
        flush(segments);
        Files.createFile(folder.resolve("log_inprogress_7"));
        Files.setLastModifiedTime(folder, FileTime.fromMillis(CHANGED));
        flush(segments);
        assertThat(syncs).hasValue(2);
        now = CHANGED + 60_000;
        flush(segments);
        flush(segments);
        assertThat(syncs).as("after the tick once more, then never").hasValue(3);
    }

    @Test
    void aClockThatWasSetBackOnlyCostsSyncs() throws IOException {
        now = CHANGED - 60_000;
        SegmentFolder segments = segments();
        flush(segments);
        flush(segments);
        assertThat(syncs).hasValue(2);
    }

    @Test
    void aFolderThatCannotBeMadeDurableStopsTheNode() throws IOException {
        SegmentFolder segments = new SegmentFolder(
                folder,
                SyncedIndex.open(group),
                synced -> {
                    throw new IOException("Input/output error");
                },
                () -> now,
                failStop);
        assertThat(segments.beforeFlush(1)).isCompletedExceptionally();
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("must not acknowledge")
                .contains("Input/output error");
    }

    @Test
    void aFlushIsKnownToHaveReturnedWhenTheNextBegins() throws IOException {
        Files.createFile(folder.resolve("log_inprogress_5"));
        SegmentFolder segments = segments();
        flush(segments);
        assertThat(synced(5)).isEqualTo(SyncedIndex.NONE);
        flush(segments);
        assertThat(synced(5)).isEqualTo(11);
        Files.move(folder.resolve("log_inprogress_5"), folder.resolve("log_5-12"));
        Files.createFile(folder.resolve("log_inprogress_13"));
        flush(segments);
        assertThat(synced(13)).isEqualTo(SyncedIndex.NONE);
        flush(segments);
        assertThat(synced(13)).isEqualTo(13);
        assertThat(synced(5)).as("of another segment").isEqualTo(SyncedIndex.NONE);
    }

    @Test
    void entriesThatAreTakenBackAreNotKnownToBeSyncedAnyMore() throws IOException {
        Files.createFile(folder.resolve("log_inprogress_5"));
        SegmentFolder segments = segments();
        flush(segments);
        flush(segments);
        assertThat(segments.truncating()).isCompleted();
        flush(segments);
        flush(segments);
        assertThat(synced(5)).isEqualTo(SyncedIndex.NONE);
    }

    @Test
    void aWriteIsNotAcknowledgedWhileTheFolderOfTheLogCannotBeMadeDurable() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder.resolve("cluster"), 1).started()) {
            cluster.write(TestCluster.put("x", "1"));
            TestCluster.Running node = cluster.running("n1");
            Path current = currentFolder(cluster.directory("n1"));
            Path away = current.resolveSibling("away");
            Files.move(current, away);
            CompletableFuture<Outcome> unanswered = cluster.propose("n1", TestCluster.put("x", "2"));
            TestCluster.patiently()
                    .dontCatchUncaughtExceptions()
                    .untilAsserted(() -> assertThat(node.failStop().lines())
                            .anyMatch(line -> line.contains("the folder of the log cannot be made durable")));
            assertThat(unanswered)
                    .satisfiesAnyOf(
                            write -> assertThat(write).isNotDone(),
                            write -> assertThat(write).isCompletedExceptionally());
            Files.move(away, current);
        }
    }

    private static Path currentFolder(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.endsWith("current")).findFirst().orElseThrow();
        }
    }

    private SegmentFolder segments() throws IOException {
        return new SegmentFolder(
                folder, SyncedIndex.open(group), synced -> syncs.incrementAndGet(), () -> now, failStop);
    }

    private void flush(SegmentFolder segments) {
        assertThat(segments.beforeFlush(++last)).isCompleted();
    }

    private long synced(long first) throws IOException {
        return SyncedIndex.read(group, first);
    }
}
