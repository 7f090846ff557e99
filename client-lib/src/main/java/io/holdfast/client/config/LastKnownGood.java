package io.holdfast.client.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that an application ran on last, a file for each config set, for the day it starts while the cluster is away.
 * A file appears whole or not at all, whoever else writes it at the same time and whenever the machine stops: it is written
 * beside, synced, and renamed. Its modification time says when it was last known to be what the application should run on.
 *
 * <p>Only the owner may read and write it. One that others may write is not used: it decides how the application runs. Safe for
 * any thread.
 */
final class LastKnownGood {
    private static final Logger LOG = LoggerFactory.getLogger(LastKnownGood.class);

    /** Longer names of sets are told by their hash: a name of a file has at most 255 bytes on most systems. */
    private static final int MAX_NAME = 150;

    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private final Path folder;
    private final boolean posix;

    private LastKnownGood(Path folder, boolean posix) {
        this.folder = folder;
        this.posix = posix;
    }

    /**
     * A release that was known to be good.
     *
     * @param release the release
     * @param known when it was last known to be
     */
    record Kept(Release release, Instant known) {}

    /**
     * The files in a folder, which is made if it is not there.
     *
     * @throws IOException if that does not go
     */
    static LastKnownGood in(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileStore store = Files.getFileStore(folder);
        return new LastKnownGood(folder, store.supportsFileAttributeView(PosixFileAttributeView.class));
    }

    /** The file of a set. */
    Path file(String set) {
        return folder.resolve(name(set) + ".release");
    }

    private static String name(String set) {
        StringBuilder name = new StringBuilder();
        for (byte each : set.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (each >= 'a' && each <= 'z')
                    || (each >= '0' && each <= '9')
                    || each == '-'
                    || each == '_'
                    || (each == '.' && !name.isEmpty());
            // Capital letters too: some file systems do not tell them from small ones.
            name.append(plain ? String.valueOf((char) each) : String.format("%%%02x", each & 0xff));
        }
        return name.length() <= MAX_NAME
                ? name.toString()
                : "%"
                        + HexFormat.of()
                                .formatHex(ReleaseChecksum.of(Bytes.utf8(set)).toArray());
    }

    /**
     * Keeps a release in place of the one before.
     *
     * @throws IOException if that does not go; then the one before is still there
     */
    void keep(Release release) throws IOException {
        Path file = file(release.header().set());
        Path temporary = Files.createTempFile(folder, temporaryPrefix(file), ".tmp", attributes());
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(ReleaseFile.encode(release));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            move(temporary, file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        syncFolder();
        sweep(file);
    }

    private FileAttribute<?>[] attributes() {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void move(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot replace " + file + " in one step", e);
        }
    }

    /** The new name is on disk when the folder is. Windows has no such step. */
    private void syncFolder() throws IOException {
        if (posix) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static String temporaryPrefix(Path file) {
        return "." + file.getFileName() + ".";
    }

    /** Takes away what processes left that were stopped while writing. */
    private void sweep(Path file) throws IOException {
        Instant before = Instant.now().minus(ABANDONED);
        String prefix = temporaryPrefix(file);
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.filter(each -> String.valueOf(each.getFileName()).startsWith(prefix))
                    .toList();
        }
        for (Path each : left) {
            try {
                if (Files.getLastModifiedTime(each).toInstant().isBefore(before)) {
                    Files.deleteIfExists(each);
                }
            } catch (NoSuchFileException e) {
                LOG.trace("somebody else was faster", e);
            }
        }
    }

    /** The release of a set is still what the application should run on. */
    void confirm(String set, Instant now) {
        Path file = file(set);
        try {
            Files.setLastModifiedTime(file, FileTime.from(now));
        } catch (IOException e) {
            // A start from it would call it staler than it is, which is the safe side.
            LOG.warn("the last known good file keeps its old date file={} why={}", file, e.toString());
        }
    }

    /**
     * The release of a set; empty if none is kept.
     *
     * @throws IOException if there is a file that cannot, or must not, be used
     */
    Optional<Kept> read(String set) throws IOException {
        Path file = file(set);
        byte[] bytes;
        Instant known;
        try {
            check(file);
            known = Files.getLastModifiedTime(file).toInstant();
            try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                bytes = in.readNBytes(ReleaseFile.MAX_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length > ReleaseFile.MAX_BYTES) {
            throw new LastKnownGoodException("it is larger than any release");
        }
        Release release = ReleaseFile.decode(bytes);
        if (!release.header().set().equals(set)) {
            throw new LastKnownGoodException(
                    "it is of the config set " + release.header().set());
        }
        return Optional.of(new Kept(release, known));
    }

    private void check(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new LastKnownGoodException("it is a link or no file at all");
        }
        if (posix
                && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).stream()
                        .anyMatch(OTHERS_WRITE::contains)) {
            throw new LastKnownGoodException("others than its owner may write it: chmod 600");
        }
    }
}
