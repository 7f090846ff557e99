package io.holdfast.server.snapshot;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.statemachine.StateImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which snapshots lie, below that of Ratis' group:
 *
 * <pre>{@code
 * sm/snapshot.<term>_<index>         a snapshot
 * sm/snapshot.<term>_<index>.md5     its mark: there once it was verified; without one it is none
 * sm/snapshot.<term>_<index>.tmp     being written
 * sm.tmp<time>/                      the former sm/, while Ratis puts an installed snapshot in its place
 * tmp/snapshot-<request>/            a snapshot on its way from the leader
 * incoming/                          a second name of the one being installed, until it is in sm/ for certain
 * }</pre>
 *
 * <p>Every step is durable before the next one begins, so a crash at any of them leaves the snapshots that were there, or
 * these and the new one. Calls for one folder must not overlap.
 */
public final class SnapshotFolder {
    private static final Pattern MARK = Pattern.compile("([0-9a-f]{32}) [ *](.+)\\s*");
    private static final int MAX_MARK_BYTES = 256;

    private final Supplier<Path> root;

    /** The folders of a group, which need not exist yet. */
    public SnapshotFolder(Path root) {
        this(() -> root);
    }

    /** The folders of a group that is known once one is asked for. */
    public SnapshotFolder(Supplier<Path> root) {
        this.root = root;
    }

    Path path() {
        return root.get().resolve("sm");
    }

    private Path incoming() {
        return root.get().resolve("incoming");
    }

    Path file(SnapshotName name) {
        return path().resolve(name.fileName());
    }

    /** The snapshots with a mark, newest first. */
    List<SnapshotName> marked() throws IOException {
        return marked(path());
    }

    private static List<SnapshotName> marked(Path folder) throws IOException {
        List<SnapshotName> names = new ArrayList<>();
        for (Path file : list(folder)) {
            SnapshotName.of(nameOf(file))
                    .filter(name -> Files.exists(folder.resolve(name.markName())))
                    .ifPresent(names::add);
        }
        names.sort(Collections.reverseOrder());
        return names;
    }

    /**
     * The MD5 that a snapshot's mark tells.
     *
     * @throws InvalidSnapshotException if the mark is damaged, or another file's
     */
    String markOf(Path snapshot) throws IOException {
        Path mark = snapshot.resolveSibling(nameOf(snapshot) + ".md5");
        if (Files.size(mark) > MAX_MARK_BYTES) {
            throw new InvalidSnapshotException(mark + ": larger than any mark", null);
        }
        Matcher matcher = MARK.matcher(new String(Files.readAllBytes(mark), StandardCharsets.UTF_8));
        if (!matcher.matches()) {
            throw new InvalidSnapshotException(mark + ": is no mark of a snapshot", null);
        }
        if (!nameOf(Path.of(matcher.group(2).strip())).equals(nameOf(snapshot))) {
            throw new InvalidSnapshotException(mark + ": is the mark of another file, " + matcher.group(2), null);
        }
        return matcher.group(1);
    }

    /**
     * Gives a verified temporary file its name, and then its mark.
     *
     * @param temporary synced already
     */
    void publish(Path temporary, SnapshotName name, String md5) throws IOException {
        Path target = file(name);
        Path mark = path().resolve(name.markName());
        Path unfinished = path().resolve(name.markName() + ".tmp");
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(path());
        byte[] line = (md5 + " *" + name.fileName() + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(unfinished, mark, StandardCopyOption.ATOMIC_MOVE);
        DataDirectory.sync(path());
    }

    /**
     * Writes a state as a snapshot, reads it back and compares it, and gives it its name and its mark.
     *
     * @return the snapshot, durable
     */
    public SnapshotFile write(SnapshotHeader header, StateImage image) throws IOException {
        Files.createDirectories(path());
        SnapshotName name = new SnapshotName(header.term(), header.index());
        Path temporary = path().resolve(name.temporaryName());
        Pace unhurried = new Pace(Long.MAX_VALUE, System::nanoTime);
        long bytes = SnapshotPass.write(temporary, header, image, unhurried);
        String md5 = SnapshotPass.compare(temporary, header, image, unhurried);
        publish(temporary, name, md5);
        return new SnapshotFile(file(name), name, bytes, header.wallMillis(), md5);
    }

    /** Deletes all but the newest {@code keep} snapshots, and files without a mark that are older than those. */
    void prune(int keep) throws IOException {
        List<SnapshotName> marked = marked();
        if (marked.size() < keep) {
            return;
        }
        SnapshotName oldest = marked.get(keep - 1);
        for (Path file : list(path())) {
            Optional<SnapshotName> name = SnapshotName.of(nameOf(file));
            if (name.isPresent() && name.get().compareTo(oldest) < 0) {
                // In this order: a file without a mark is no snapshot, a mark without a file would be a lost one.
                Files.deleteIfExists(path().resolve(name.get().markName()));
                Files.deleteIfExists(file);
            }
        }
        DataDirectory.sync(path());
    }

    /** Takes the mark off a snapshot that turned out bad and keeps the file, under another name, to be looked at. */
    void setAside(SnapshotName name) throws IOException {
        Files.deleteIfExists(path().resolve(name.markName()));
        Path file = file(name);
        Files.move(file, file.resolveSibling(name.fileName() + ".corrupt"), StandardCopyOption.REPLACE_EXISTING);
        DataDirectory.sync(path());
    }

    /** Where Ratis puts what the leader sends: those transfers that have come to their end. */
    List<Path> received() throws IOException {
        List<Path> complete = new ArrayList<>();
        for (Path transfer : transfers()) {
            for (SnapshotName name : marked(transfer)) {
                complete.add(transfer.resolve(name.fileName()));
            }
        }
        return complete;
    }

    /** Deletes every transfer but the one that this file came with. */
    void dropTransfersBut(Path kept) throws IOException {
        for (Path transfer : transfers()) {
            if (!transfer.equals(kept.getParent())) {
                delete(transfer);
            }
        }
    }

    private List<Path> transfers() throws IOException {
        return list(root.get().resolve("tmp")).stream()
                .filter(file -> nameOf(file).startsWith("snapshot-"))
                .toList();
    }

    /**
     * Makes a received and verified snapshot durable, with a second name in {@code incoming}. Ratis syncs nothing when it
     * puts the transfer's folder in the place of {@code sm}, and for a moment there is neither; but it purges the log at
     * once.
     */
    void secure(Path received) throws IOException {
        Path mark = received.resolveSibling(nameOf(received) + ".md5");
        syncFile(received);
        syncFile(mark);
        DataDirectory.sync(received.resolveSibling(""));
        delete(incoming());
        Files.createDirectories(incoming());
        link(received, incoming().resolve(nameOf(received)));
        link(mark, incoming().resolve(nameOf(mark)));
        DataDirectory.sync(incoming());
        DataDirectory.sync(root.get());
    }

    /** Ratis has put the installed snapshot in its place: that is durable after this, and the second name goes. */
    void settled() throws IOException {
        DataDirectory.sync(path());
        DataDirectory.sync(root.get());
        delete(incoming());
    }

    /**
     * Brings the folders in order before Ratis opens them: whatever a crash left of an installation is put in its place or
     * deleted, with unfinished writes and transfers.
     */
    public void recover() throws IOException {
        if (!Files.isDirectory(root.get())) {
            return;
        }
        Files.createDirectories(path());
        List<Path> left = list(root.get()).stream()
                .filter(path -> path.equals(incoming()) || nameOf(path).startsWith("sm.tmp"))
                .toList();
        for (Path from : left) {
            for (SnapshotName name : marked(from)) {
                adopt(from, name);
            }
        }
        DataDirectory.sync(path());
        DataDirectory.sync(root.get());
        for (Path from : left) {
            delete(from);
        }
        for (Path transfer : transfers()) {
            delete(transfer);
        }
        for (Path file : list(path())) {
            if (SnapshotName.isTemporary(nameOf(file))) {
                Files.delete(file);
            }
        }
        DataDirectory.sync(root.get());
    }

    private void adopt(Path from, SnapshotName name) throws IOException {
        if (Files.exists(path().resolve(name.markName())) && Files.exists(file(name))) {
            return;
        }
        // A second name, not another one: a crash in between must find both in the old place.
        Files.deleteIfExists(file(name));
        link(from.resolve(name.fileName()), file(name));
        DataDirectory.sync(path());
        Files.deleteIfExists(path().resolve(name.markName()));
        link(from.resolve(name.markName()), path().resolve(name.markName()));
    }

    private static void link(Path file, Path name) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, name);
            syncFile(name);
        }
    }

    private static void syncFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(files::add);
        }
        Collections.sort(files);
        return files;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
