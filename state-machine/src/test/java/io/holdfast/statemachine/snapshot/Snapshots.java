package io.holdfast.statemachine.snapshot;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.storage.SnapshotReader;
import io.holdfast.storage.SnapshotWriter;
import io.holdfast.wire.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Short words for tests. */
public final class Snapshots {
    private static final SnapshotHeader HEADER = new SnapshotHeader("demo", 3, 70_000, 1_795_000_000_000L, "1.0.0");

    private Snapshots() {}

    /** The rows of a state. */
    public static List<SnapshotRow> rows(StateImage image) {
        List<SnapshotRow> rows = new ArrayList<>();
        SnapshotRows.write(image, rows::add);
        return rows;
    }

    /** The file of a state. */
    public static byte[] file(StateImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SnapshotWriter writer = new SnapshotWriter(out, HEADER);
            SnapshotRows.write(image, writer);
            Digest digest = image.digest();
            writer.finish(digest.version(), digest.chain(), digest.content());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The state of a file. */
    public static StateImage image(byte[] file) throws MalformedException, SnapshotException {
        try {
            SnapshotReader reader = new SnapshotReader(new ByteArrayInputStream(file));
            SnapshotBuilder builder = new SnapshotBuilder();
            for (SnapshotRow row = reader.next(); row != null; row = reader.next()) {
                builder.add(row);
            }
            SnapshotTrailer trailer = reader.trailer();
            return builder.finish(new Digest(trailer.digestVersion(), trailer.chain(), trailer.content()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The state of rows. */
    public static StateImage image(List<SnapshotRow> rows, Digest digest) throws SnapshotException {
        SnapshotBuilder builder = new SnapshotBuilder();
        for (SnapshotRow row : rows) {
            builder.add(row);
        }
        return builder.finish(digest);
    }

    /** The state as a file and back: what must not make a difference. */
    public static StateImage reread(StateImage image) {
        try {
            return image(file(image));
        } catch (MalformedException | SnapshotException e) {
            throw new AssertionError(e);
        }
    }
}
