package io.holdfast.server.snapshot;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.snapshot.SnapshotBuilder;
import io.holdfast.statemachine.snapshot.SnapshotRows;
import io.holdfast.storage.SnapshotReader;
import io.holdfast.storage.SnapshotWriter;
import io.holdfast.wire.MalformedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The three ways to go through a snapshot's file: write it, compare it with what was meant, make a state of it. */
final class SnapshotPass {
    private SnapshotPass() {}

    /**
     * Writes an image into a new file and syncs it.
     *
     * @return how many bytes
     */
    static long write(Path file, SnapshotHeader header, StateImage image, Pace pace) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                PacedOutput out = new PacedOutput(channel, pace)) {
            SnapshotWriter writer = new SnapshotWriter(out, header);
            SnapshotRows.write(image, writer);
            Digest digest = image.digest();
            writer.finish(digest.version(), digest.chain(), digest.content());
            out.sync();
            return out.written();
        }
    }

    /**
     * Reads a file back and compares every row in it with the image it was written from: that takes no memory, where a
     * second state beside the first would.
     *
     * @return the MD5 of the bytes compared
     * @throws InvalidSnapshotException if the file holds anything else
     */
    static String compare(Path file, SnapshotHeader header, StateImage image, Pace pace) throws IOException {
        try (CheckedInput in = new CheckedInput(Files.newInputStream(file), pace)) {
            SnapshotReader reader = new SnapshotReader(in);
            require(reader.header().equals(header), file, "its header is another one");
            SnapshotRows.<IOException>write(image, row -> requireNext(reader, row, file));
            require(read(reader, file) == null, file, "there are more rows than were written");
            SnapshotTrailer trailer = reader.trailer();
            Digest digest = image.digest();
            require(
                    trailer.digestVersion() == digest.version()
                            && trailer.chain() == digest.chain()
                            && trailer.content() == digest.content(),
                    file,
                    "its digests are not those of the state");
            return in.digest();
        } catch (MalformedException e) {
            throw malformed(file, e);
        }
    }

    private static void requireNext(SnapshotReader reader, SnapshotRow expected, Path file) throws IOException {
        require(expected.equals(read(reader, file)), file, "a row is not what was written");
    }

    /**
     * Makes a state of a file that may come from anywhere.
     *
     * @param name the place in the log that it must stand for
     * @param cluster whose it must be
     * @param md5 what its mark says
     * @throws InvalidSnapshotException if it is another one's, or not whole, or its rows make no state, or another than
     *     its digest says
     */
    static Restored load(Path file, SnapshotName name, String cluster, String md5) throws IOException {
        try (CheckedInput in = new CheckedInput(Files.newInputStream(file), null)) {
            SnapshotReader reader = new SnapshotReader(in);
            SnapshotHeader header = reader.header();
            require(
                    header.cluster().equals(cluster),
                    file,
                    "it is of cluster " + header.cluster() + ", this node is of cluster " + cluster);
            require(
                    header.term() == name.term() && header.index() == name.index(),
                    file,
                    "it ends with entry " + header.index() + " of term " + header.term() + ", its name says otherwise");
            SnapshotBuilder builder = new SnapshotBuilder();
            for (SnapshotRow row = reader.next(); row != null; row = reader.next()) {
                builder.add(row);
            }
            SnapshotTrailer trailer = reader.trailer();
            StateImage image = builder.finish(new Digest(trailer.digestVersion(), trailer.chain(), trailer.content()));
            String found = in.digest();
            require(found.equals(md5), file, "its MD5 is " + found + ", its mark says " + md5);
            return new Restored(new SnapshotFile(file, name, in.bytes(), header.wallMillis(), md5), image);
        } catch (MalformedException e) {
            throw malformed(file, e);
        } catch (SnapshotException e) {
            throw new InvalidSnapshotException(file + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable SnapshotRow read(SnapshotReader reader, Path file) throws IOException {
        try {
            return reader.next();
        } catch (MalformedException e) {
            throw malformed(file, e);
        }
    }

    private static InvalidSnapshotException malformed(Path file, MalformedException e) {
        return new InvalidSnapshotException(file + ": " + e.getMessage(), e.unsupported(), e);
    }

    private static void require(boolean holds, Path file, String what) throws InvalidSnapshotException {
        if (!holds) {
            throw new InvalidSnapshotException(file + ": " + what, null);
        }
    }
}
