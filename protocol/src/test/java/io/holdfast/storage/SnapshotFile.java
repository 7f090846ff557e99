package io.holdfast.storage;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All that a snapshot's file holds, for tests. */
public record SnapshotFile(SnapshotHeader header, List<SnapshotRow> rows, SnapshotTrailer trailer) {
    /** Copies the list. */
    public SnapshotFile {
        rows = List.copyOf(rows);
    }

    /** The file's bytes. */
    public byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SnapshotWriter writer = new SnapshotWriter(out, header);
            for (SnapshotRow row : rows) {
                writer.row(row);
            }
            writer.finish(trailer.digestVersion(), trailer.chain(), trailer.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** What a file's bytes hold. */
    public static SnapshotFile decode(byte[] file) throws MalformedException {
        try {
            SnapshotReader reader = new SnapshotReader(new ByteArrayInputStream(file));
            List<SnapshotRow> rows = new ArrayList<>();
            for (SnapshotRow row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
            return new SnapshotFile(reader.header(), rows, reader.trailer());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
