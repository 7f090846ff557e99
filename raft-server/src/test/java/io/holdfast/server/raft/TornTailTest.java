package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Put;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    private static final long SEED = 42;

    @TempDir
    Path folder;

    private Path segments;
    private Path kept;
    private final Random random = new Random(SEED);

    @BeforeEach
    void make() throws IOException {
        segments = Files.createDirectory(folder.resolve("current"));
        kept = folder.resolve("torn");
    }

    @Test
    void anIntactSegmentIsLeftAlone() throws IOException {
        byte[] segment = segment(record(300), record(2_000), record(20));
        assertThat(repaired(segment)).isFalse();
        assertThat(Files.readAllBytes(inProgress())).isEqualTo(segment);
    }

    @Test
    void aLastRecordWhoseEndWasNeverWrittenIsCutOffAndKept() throws IOException {
        byte[] first = record(300);
        byte[] whole = segment(first, record(5_000));
        for (int sector = 2; sector <= 10; sector++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, sector * 512, torn.length, (byte) 0);
            assertThat(repaired(torn))
                    .as("cut at sector %s, seed %s", sector, SEED)
                    .isTrue();
            assertThat(Files.readAllBytes(inProgress())).isEqualTo(segment(first));
            try (var files = Files.list(kept)) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void sectorsOfAnUnsyncedTailThatReachedTheDiskInAnyOrderAreCutOff() throws IOException {
        for (int round = 0; round < 300; round++) {
            byte[] synced = record(200 + random.nextInt(3_000));
            byte[][] unsynced = new byte[1 + random.nextInt(4)][];
            for (int i = 0; i < unsynced.length; i++) {
                unsynced[i] = record(50 + random.nextInt(3_000));
            }
            byte[] before = segment(synced);
            byte[] torn = SegmentImage.torn(random, before, SegmentImage.append(before, unsynced));
            repaired(torn);
            byte[] repaired = Files.readAllBytes(inProgress());
            int kept = SegmentImage.recordsOf(repaired);
            assertThat(kept).as("round %s, seed %s", round, SEED).isBetween(1, 1 + unsynced.length);
            assertThat(repaired)
                    .as("round %s, seed %s", round, SEED)
                    .isEqualTo(SegmentImage.append(before, Arrays.copyOf(unsynced, kept - 1)));
        }
    }

    @Test
    void oneFlippedBitAnywhereInSyncedRecordsIsNeverForgiven() throws IOException {
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = segment(record(3_000), record(20), record(130), record(700), record(90));
            int end = SegmentImage.endOf(damaged);
            int bit = 64 + random.nextInt(8 * (end - 8));
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(damaged, "round " + round + ", bit " + bit + ", seed " + SEED);
        }
    }

    @Test
    void aRecordWhoseLengthIsDamagedIsNotTakenForTheEndOfTheLog() throws IOException {
        byte[] segment = Arrays.copyOf(segment(record(300), record(40), record(50)), 1_024);
        // The second byte of the first length: the record now claims to reach beyond the file.
        segment[9] |= (byte) 0x80;
        assertRefused(segment, "");
    }

    @Test
    void aLostHeaderBeforeRecordsIsNotTakenForANewSegment() throws IOException {
        byte[] segment = segment(record(300));
        Arrays.fill(segment, 0, 8, (byte) 0);
        assertRefused(segment, "");
    }

    @Test
    void aDamagedLastRecordThatWasWrittenToItsEndIsNotForgiven() throws IOException {
        byte[] segment = segment(record(300), record(5_000));
        segment[1_000] ^= 1;
        assertRefused(segment, "");
    }

    @Test
    void aDamagedRecordBeforeOthersIsNotForgiven() throws IOException {
        byte[] segment = segment(record(2_000), record(5_000));
        segment[100] ^= 1;
        assertRefused(segment, "");
    }

    @Test
    void aDamagedRecordWithinOneSectorIsNotForgiven() throws IOException {
        byte[] segment = segment(record(100));
        segment[50] ^= 1;
        assertRefused(segment, "");
    }

    @Test
    void whatIsKnownToBeSyncedIsNeverForgiven() throws IOException {
        byte[] segment = segment(record(300), record(5_000), record(40));
        byte[] torn = segment.clone();
        Arrays.fill(torn, 1_024, 1_536, (byte) 0);
        SyncedIndex synced = SyncedIndex.open(folder);
        synced.note(0, 1);
        assertRefused(torn, "a lost sector in a synced record");
        byte[] ended = segment(record(300));
        assertRefused(ended, "a log that ends before it should");
        synced.note(0, 0);
        assertThat(repaired(torn)).isTrue();
        synced.note(7, 9);
        assertThat(repaired(torn)).as("known of another segment").isTrue();
        synced.note(0, 1);
        synced.forget();
        assertThat(repaired(torn)).as("forgotten").isTrue();
    }

    @Test
    void anyBytesAtAllAreSurvived() throws IOException {
        for (int round = 0; round < 200; round++) {
            byte[] noise = new byte[8 + random.nextInt(4_000)];
            random.nextBytes(noise);
            System.arraycopy("RaftLog1".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 8);
            Files.write(inProgress(), noise);
            try {
                TornTail.repair(segments, folder, kept);
            } catch (IOException e) {
                assertThat(e).as("round %s, seed %s", round, SEED).hasMessageContaining("damaged");
            }
        }
    }

    @Test
    void trap7ANodeStartsOnALogWithATornTailAndHasAllThatWasAcknowledged() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            cluster.write(TestCluster.put("x", "1"));
            cluster.crash("n1");
            Path segment = segmentInProgress(cluster);
            byte[] torn = Arrays.copyOf(record(9_000), 4_000);
            append(segment, torn);
            cluster.start("n1");
            cluster.awaitReady();
            assertThat(cluster.get("x").count()).isEqualTo(1);
            assertThat(cluster.directory("n1").resolve("raft/torn")).isNotEmptyDirectory();
        }
    }

    @Test
    void trap7ANodeWithADamagedLogDoesNotStartAndSaysWhatToDo() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 1).started()) {
            cluster.write(TestCluster.encoded(new Put(Bytes.utf8("x"), Bytes.wrap(new byte[2_000]))));
            cluster.write(TestCluster.put("y", "1"));
            cluster.crash("n1");
            flip(segmentInProgress(cluster), 1_000);
            TestCluster.Running damaged = cluster.start("n1");
            TestCluster.patiently()
                    .untilAsserted(() -> assertThat(damaged.failStop().lines())
                            .anyMatch(line -> line.contains("cannot be read") && line.contains("replace the member")));
        }
    }

    private boolean repaired(byte[] segment) throws IOException {
        Files.write(inProgress(), segment);
        return TornTail.repair(segments, folder, kept);
    }

    private void assertRefused(byte[] segment, String which) throws IOException {
        byte[] before = segment.clone();
        assertThatThrownBy(() -> repaired(segment))
                .as(which)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        assertThat(Files.readAllBytes(inProgress())).as(which).isEqualTo(before);
    }

    private Path inProgress() {
        return segments.resolve("log_inprogress_0");
    }

    private byte[] segment(byte[]... records) {
        return SegmentImage.of(records);
    }

    private byte[] record(int entryBytes) {
        return SegmentImage.record(random, entryBytes);
    }

    private static Path segmentInProgress(TestCluster cluster) throws IOException {
        try (var files = Files.walk(cluster.directory("n1"))) {
            return files.filter(file ->
                            requireNonNull(file.getFileName()).toString().startsWith("log_inprogress"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Writes after the last byte that is not zero. */
    private static void append(Path segment, byte[] bytes) throws IOException {
        byte[] content = Files.readAllBytes(segment);
        int end = content.length;
        while (content[end - 1] == 0) {
            end--;
        }
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.setLength(Math.max(content.length, end + 64L * 1024));
            file.seek(end);
            file.write(bytes);
        }
    }

    private static void flip(Path segment, int offset) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(offset);
            int old = file.read();
            file.seek(offset);
            file.write(old ^ 1);
        }
    }
}
