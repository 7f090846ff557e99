package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Put;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    private static final int FILE_BYTES = 64 << 10;
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
        byte[] whole = segment(record(300), record(5_000));
        for (int sector = 2; sector <= 10; sector++) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, sector * 512, torn.length, (byte) 0);
            assertThat(repaired(torn))
                    .as("cut at sector %s, seed %s", sector, SEED)
                    .isTrue();
            assertThat(Files.readAllBytes(inProgress())).isEqualTo(segment(prefixOf(whole, 8, 300)));
            try (var files = Files.list(kept)) {
                assertThat(files).hasSize(1);
            }
        }
    }

    @Test
    void aDamagedLastRecordThatWasWrittenToItsEndIsNotForgiven() throws IOException {
        byte[] segment = segment(record(300), record(5_000));
        segment[1_000] ^= 1;
        assertThat(repaired(segment)).isFalse();
        assertThat(Files.readAllBytes(inProgress())).isEqualTo(segment);
    }

    @Test
    void aDamagedRecordBeforeOthersIsNotForgiven() throws IOException {
        byte[] segment = segment(record(2_000), record(5_000));
        segment[100] ^= 1;
        assertThat(repaired(segment)).isFalse();
    }

    @Test
    void aDamagedRecordWithinOneSectorIsNotForgiven() throws IOException {
        byte[] segment = segment(record(100));
        segment[50] ^= 1;
        assertThat(repaired(segment)).isFalse();
    }

    @Test
    void anyBytesAtAllAreSurvived() throws IOException {
        for (int round = 0; round < 200; round++) {
            byte[] noise = new byte[8 + random.nextInt(4_000)];
            random.nextBytes(noise);
            System.arraycopy("RaftLog1".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 8);
            Files.write(inProgress(), noise);
            assertThat(TornTail.repair(segments, kept))
                    .as("round %s, seed %s", round, SEED)
                    .isIn(true, false);
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
        return TornTail.repair(segments, kept);
    }

    private Path inProgress() {
        return segments.resolve("log_inprogress_0");
    }

    private static byte[] segment(byte[]... records) {
        ByteBuffer file = ByteBuffer.allocate(FILE_BYTES);
        file.put("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        for (byte[] record : records) {
            file.put(record);
        }
        return file.array();
    }

    /** The first record of a segment, given the length of its entry. */
    private static byte[] prefixOf(byte[] segment, int begin, int entryBytes) {
        return Arrays.copyOfRange(segment, begin, begin + entryBytes + 2 + 4);
    }

    /** A record as Ratis writes it, of an entry of at least 128 bytes (or fewer, with a shorter length). */
    private byte[] record(int entryBytes) {
        byte[] entry = new byte[entryBytes];
        random.nextBytes(entry);
        ByteBuffer record = ByteBuffer.allocate(entryBytes + 9);
        int left = entryBytes;
        while (left > 0x7f) {
            record.put((byte) ((left & 0x7f) | 0x80));
            left >>>= 7;
        }
        record.put((byte) left).put(entry);
        CRC32C crc = new CRC32C();
        crc.update(record.array(), 0, record.position());
        record.putInt((int) crc.getValue());
        return Arrays.copyOf(record.array(), record.position());
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
