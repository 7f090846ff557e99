package io.holdfast.server.snapshot;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.model.snapshot.SnapshotTrailer;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.snapshot.SnapshotBuilder;
import io.holdfast.storage.SnapshotReader;
import io.holdfast.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * A snapshot that somebody keeps elsewhere: read whole, every byte and every row checked, before anything is said of it.
 *
 * @param header what it is of
 * @param image the state in it
 * @param bytes how large it is
 * @param sections how many of these bytes, and how many rows, each part of the state takes
 * @param sha256 of all its bytes, 64 hexadecimal digits
 */
public record BackupFile(
        SnapshotHeader header, StateImage image, long bytes, Map<Section, Share> sections, String sha256) {
    /** The version of the file's form that this release reads and writes. */
    public static final int FORMAT = SnapshotReader.VERSION;

    /** A part of the state, in the order of the file. */
    public enum Section {
        /** Header and numbers that belong to no part. */
        HEADER,
        /** Members and proposers. */
        MEMBERS,
        /** Leases. */
        LEASES,
        /** Sessions, their replies, how they ended. */
        SESSIONS,
        /** Locks and elections. */
        LOCKS,
        /** Config sets, releases, clients. */
        CONFIGS,
        /** The history of keys. */
        HISTORY,
        /** Keys that are older than the history. */
        KEYS;

        /** What it is called. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a part takes.
     *
     * @param rows how many rows
     * @param bytes of the file, with what frames them
     */
    public record Share(long rows, long bytes) {}

    /**
     * What can be said of a snapshot that was verified before, without reading all of it.
     *
     * @param header what it is of
     * @param revision the revision it holds
     */
    public record Beginning(SnapshotHeader header, long revision) {}

    /** Copies the map. */
    public BackupFile {
        sections = new EnumMap<>(sections);
    }

    /**
     * Reads the beginning of a file.
     *
     * @throws InvalidSnapshotException if it does not begin as a snapshot does
     */
    public static Beginning beginning(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            SnapshotReader reader = new SnapshotReader(in);
            if (reader.next() instanceof SnapshotRow.Counters counters) {
                return new Beginning(reader.header(), counters.revision());
            }
            throw new InvalidSnapshotException(file + ": the first row is not that of the counters", null);
        } catch (MalformedException e) {
            throw new InvalidSnapshotException(file + ": " + e.getMessage(), e.unsupported(), e);
        }
    }

    /**
     * Reads a whole file, in memory for its state.
     *
     * @throws InvalidSnapshotException if any byte of it is not as it was written; the message says in which part, and where
     */
    public static BackupFile read(Path file) throws IOException {
        MessageDigest sha256 = newDigest();
        SectionCount count = new SectionCount();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            SnapshotReader reader = new SnapshotReader(in);
            SnapshotBuilder builder = new SnapshotBuilder();
            for (SnapshotRow row = reader.next(); row != null; row = reader.next()) {
                row.accept(count);
                builder.add(row);
                count.reached(reader.position());
            }
            SnapshotTrailer trailer = reader.trailer();
            StateImage image = builder.finish(new Digest(trailer.digestVersion(), trailer.chain(), trailer.content()));
            long bytes = reader.bytes();
            return new BackupFile(
                    reader.header(),
                    image,
                    bytes,
                    count.of(bytes),
                    HexFormat.of().formatHex(sha256.digest()));
        } catch (MalformedException e) {
            throw new InvalidSnapshotException(
                    file + ": in " + count.word() + ": " + e.getMessage(), e.unsupported(), e);
        } catch (SnapshotException e) {
            throw new InvalidSnapshotException(
                    file + ": in " + count.word() + ", from byte " + count.position() + " on: " + e.getMessage(), e);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
