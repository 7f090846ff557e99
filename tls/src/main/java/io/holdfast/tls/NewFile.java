package io.holdfast.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes files that must be whole or absent, and replace what is there only where that is asked for by name. */
final class NewFile {
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private NewFile() {}

    /** Writes a file everybody may read, durable on return. */
    static void open(Path target, String text) throws TlsException {
        write(target, text, READABLE);
    }

    /** Writes a file only its owner may read (mode 0600 from its first byte on), durable on return. */
    static void secret(Path target, String text) throws TlsException {
        write(target, text, SECRET);
    }

    /** Makes sure that a folder is there. */
    static void folder(Path folder) throws TlsException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new TlsException(folder + ": the folder cannot be made (" + e + ")", e);
        }
    }

    /** Refuses early and in words, before anything is written. */
    static void absent(Path target) throws TlsException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(target, null);
        }
    }

    /**
     * A file to be replaced.
     *
     * @param target its place
     * @param text what it shall hold
     * @param secret whether only its owner may read it
     */
    record Replacement(Path target, String text, boolean secret) {
        /** Without the text: it may be a key. */
        @Override
        public String toString() {
            return "Replacement[" + target + "]";
        }
    }

    /**
     * Replaces files in their order, each by a rename, so that every reader sees either the old or the new one. All are
     * written and synced before the first is renamed: between two renames there is next to no time.
     */
    static void replace(List<Replacement> files) throws TlsException {
        List<Path> drafts = new ArrayList<>();
        try {
            for (Replacement file : files) {
                drafts.add(draft(file.target(), file.text(), file.secret() ? SECRET : READABLE));
            }
            for (int i = 0; i < files.size(); i++) {
                Path target = files.get(i).target();
                Files.move(drafts.get(i), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            for (Replacement file : files) {
                syncFolder(folderOf(file.target()));
            }
        } catch (IOException e) {
            throw new TlsException(files.get(0).target() + ": cannot be replaced (" + e + ")", e);
        } finally {
            drafts.forEach(NewFile::discard);
        }
    }

    private static Path draft(Path target, String text, Set<PosixFilePermission> mode) throws IOException {
        Path folder = folderOf(target);
        Path draft = Files.createTempFile(folder, target.getFileName() + ".", ".tmp", attributes(folder));
        try {
            fill(draft, text);
            permit(draft, mode);
            return draft;
        } catch (IOException e) {
            discard(draft);
            throw e;
        }
    }

    /** A draft that stays behind is in nobody's way and holds nothing that is not in its target, or could be. */
    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            draft.toFile().deleteOnExit();
        }
    }

    private static Path folderOf(Path target) {
        return Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder");
    }

    private static void write(Path target, String text, Set<PosixFilePermission> mode) throws TlsException {
        try {
            Path draft = draft(target, text, mode);
            try {
                // Without REPLACE_EXISTING: an existing target makes this fail.
                Files.move(draft, target);
            } finally {
                Files.deleteIfExists(draft);
            }
            syncFolder(folderOf(target));
        } catch (FileAlreadyExistsException e) {
            throw exists(target, e);
        } catch (IOException e) {
            throw new TlsException(target + ": cannot be written (" + e + ")", e);
        }
    }

    private static void fill(Path draft, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void permit(Path draft, Set<PosixFilePermission> mode) throws IOException {
        if (knowsModes(draft)) {
            Files.setPosixFilePermissions(draft, mode);
        }
    }

    private static FileAttribute<?>[] attributes(Path folder) {
        return knowsModes(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(SECRET)}
                : new FileAttribute<?>[0];
    }

    /** Windows has no modes; there a file inherits the permissions of its folder. */
    private static boolean knowsModes(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** The rename itself must survive a power loss. Windows can neither open folders nor needs this. */
    private static void syncFolder(Path folder) throws IOException {
        if (knowsModes(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static TlsException exists(Path target, @Nullable Throwable cause) {
        return new TlsException(
                target + ": already exists and is not overwritten; choose another folder or move it away", cause);
    }
}
