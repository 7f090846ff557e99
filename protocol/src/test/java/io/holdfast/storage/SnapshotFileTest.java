package io.holdfast.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.wire.MalformedException;
import io.holdfast.wire.RandomModel;
import io.holdfast.wire.SnapshotSamples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotFileTest {
    private static final SnapshotHeader HEADER = new SnapshotHeader("demo", 1, 2, 3, "0.1.0");

    @Test
    void whatWasWrittenIsRead() throws MalformedException {
        for (long seed = 1; seed <= 50; seed++) {
            SnapshotFile file = random(seed);
            assertThat(SnapshotFile.decode(file.encode())).as("seed %s", seed).isEqualTo(file);
        }
    }

    @Test
    void aSnapshotWithoutRowsIsRead() throws MalformedException {
        SnapshotFile empty = new SnapshotFile(HEADER, List.of(), new SnapshotTrailer(0, 0, 0, 0));
        assertThat(SnapshotFile.decode(empty.encode())).isEqualTo(empty);
    }

    @Test
    void theLargestEventIsRead() throws MalformedException {
        Bytes key = Bytes.wrap(new byte[4 << 10]);
        KeyValue version = new KeyValue(key, Bytes.wrap(new byte[1 << 20]), -1, -1, -1, -1);
        SnapshotRow row = new SnapshotRow.Change(new Event(Event.Kind.DELETE, version, version));
        SnapshotFile file = new SnapshotFile(HEADER, List.of(row, row, row), new SnapshotTrailer(3, 1, 2, 3));
        assertThat(SnapshotFile.decode(file.encode())).isEqualTo(file);
    }

    @Test
    void chunksAreAboutSixtyFourKibibytes() throws IOException {
        List<Integer> writes = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int offset, int length) {
                writes.add(length);
                super.write(bytes, offset, length);
            }
        };
        SnapshotWriter writer = new SnapshotWriter(out, HEADER);
        KeyValue small = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[300]), 2, 2, 1, 0);
        for (int i = 0; i < 5_000; i++) {
            writer.row(new SnapshotRow.Key(small));
        }
        writer.finish(1, 2, 3);
        assertThat(writer.rows()).isEqualTo(5_000);
        assertThat(writer.size()).isEqualTo(out.size());
        List<Integer> full = writes.subList(2, writes.size() - 2);
        assertThat(full)
                .hasSizeGreaterThan(20)
                .allSatisfy(length -> assertThat(length).isBetween(63 << 10, (64 << 10) + 16));
    }

    @Test
    void equalRowsGiveEqualBytes() {
        assertThat(SnapshotSamples.versionOne().encode())
                .isEqualTo(SnapshotSamples.versionOne().encode());
    }

    @Test
    void aReaderTakesWhatComesInDribs() throws IOException, MalformedException {
        SnapshotFile file = random(7);
        SnapshotReader reader = new SnapshotReader(new FilterInputStream(new ByteArrayInputStream(file.encode())) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 3));
            }
        });
        List<SnapshotRow> rows = new ArrayList<>();
        for (SnapshotRow row = reader.next(); row != null; row = reader.next()) {
            rows.add(row);
        }
        assertThat(rows).isEqualTo(file.rows());
        assertThat(reader.next()).isNull();
        assertThat(reader.trailer()).isEqualTo(file.trailer());
    }

    @Test
    void theTrailerIsNotThereBeforeTheEnd() throws IOException, MalformedException {
        SnapshotReader reader = new SnapshotReader(
                new ByteArrayInputStream(SnapshotSamples.versionOne().encode()));
        assertThat(reader.header()).isEqualTo(SnapshotSamples.versionOne().header());
        assertThat(reader.next()).isNotNull();
        assertThatIllegalStateException().isThrownBy(reader::trailer);
    }

    @Test
    void afterTheEndNothingIsWritten() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream(), HEADER);
        writer.finish(1, 2, 3);
        assertThatIllegalStateException().isThrownBy(() -> writer.finish(1, 2, 3));
        assertThatIllegalStateException().isThrownBy(() -> writer.row(new SnapshotRow.Member("n1", "s")));
    }

    @Test
    void whatNoReaderWouldTakeIsNotWritten() throws IOException {
        SnapshotWriter writer = new SnapshotWriter(new ByteArrayOutputStream(), HEADER);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.row(new SnapshotRow.Member("n".repeat(257), "s")))
                .withMessageContaining("node has 257 bytes");
        KeyValue large = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[4 << 20]), 2, 2, 1, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.row(new SnapshotRow.Key(large)))
                .withMessageContaining("at most 4194304 are allowed");
    }

    private static SnapshotFile random(long seed) {
        Random random = new Random(seed);
        RandomModel model = new RandomModel(seed);
        List<SnapshotRow> rows = new ArrayList<>();
        for (int count = random.nextInt(3_000); count > 0; count--) {
            rows.add(random.nextInt(500) == 0 ? large(random) : model.snapshotRow());
        }
        SnapshotHeader header = new SnapshotHeader("demo", seed, seed, model.number(), "0.1.0");
        return new SnapshotFile(
                header, rows, new SnapshotTrailer(rows.size(), random.nextInt(), model.number(), model.number()));
    }

    /** Around the size of a chunk. */
    private static SnapshotRow large(Random random) {
        byte[] value = new byte[(63 << 10) + random.nextInt(2 << 10)];
        random.nextBytes(value);
        return new SnapshotRow.Key(new KeyValue(Bytes.utf8("k"), Bytes.wrap(value), 2, 2, 1, 0));
    }
}
