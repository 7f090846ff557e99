package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that readers see as they were or as they are to be, never half of it. */
final class WholeFile {
    private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");

    private WholeFile() {}

    /**
     * Puts content in a file's place: written beside it, synced, renamed. Folders are made if need be. A file that is there
     * keeps its permissions, a new one is its owner's only: configuration may be secret. A link stays, what it leads to is
     * replaced.
     *
     * @throws CliException usage if that does not go
     */
    static void write(Path file, Bytes content) {
        try {
            replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), content);
        } catch (IOException e) {
            throw CliException.usage("FILE", file + " cannot be written: " + e, e);
        }
    }

    private static void replace(Path file, Bytes content) throws IOException {
        Path folder = file.getParent();
        if (folder == null) {
            throw new IOException("it is no file");
        }
        Files.createDirectories(folder);
        Set<PosixFilePermission> permissions = Files.exists(file) ? Files.getPosixFilePermissions(file) : OWN;
        Path beside = Files.createTempFile(folder, "." + file.getFileName(), ".new");
        try {
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = content.asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.setPosixFilePermissions(beside, permissions);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }
}
