package io.holdfast.server.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one folder in which a node keeps everything, opened by one process at a time.
 *
 * <pre>{@code
 * identity   whose directory this is (see Identity)
 * joined     empty; there once Raft has run here, and so may have voted
 * lock       held while a server runs on it; holds its process id
 * raft/      Raft's own files
 * }</pre>
 *
 * <p>Safe for any thread; the lock is given back by {@link #close}.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String JOINED = "joined";

    private final Path path;
    private final FileChannel lockFile;
    private volatile @Nullable Identity identity;

    private DataDirectory(Path path, FileChannel lockFile, @Nullable Identity identity) {
        this.path = path;
        this.lockFile = lockFile;
        this.identity = identity;
    }

    /**
     * Opens a directory for a node, creating the folder if there is none, and locks it. An empty one stays empty until
     * {@link #format}.
     *
     * @throws DirectoryException if another server runs on it, it is another cluster's or node's, a newer version wrote
     *     it, or it cannot be read
     */
    public static DataDirectory open(Path path, String cluster, String node) throws DirectoryException {
        try {
            make(path);
            FileChannel lockFile = lock(path);
            try {
                Identity identity = read(path);
                if (identity == null) {
                    requireNoStrangers(path);
                } else {
                    requireOwn(path, identity, cluster, node);
                }
                return new DataDirectory(path, lockFile, identity);
            } catch (IOException | UncheckedIOException | DirectoryException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException | UncheckedIOException e) {
            throw new DirectoryException(
                    path + ": the data directory cannot be opened: " + e + "; check path, rights and disk", e);
        }
    }

    /** The folder itself. */
    public Path path() {
        return path;
    }

    /** Where Raft keeps its files. */
    public Path raft() {
        return path.resolve("raft");
    }

    /** Whose directory it is; empty if it was never formatted. */
    public Optional<Identity> identity() {
        return Optional.ofNullable(identity);
    }

    /**
     * Which cluster's it is.
     *
     * @throws IllegalStateException if it was never formatted
     */
    public ClusterId cluster() {
        return identity()
                .orElseThrow(() -> new IllegalStateException(path + " is not formatted"))
                .id();
    }

    /** Formats for a cluster that was never restored; see the other one. */
    public Identity format(String cluster, String node) throws DirectoryException {
        return format(cluster, node, ClusterId.ofName(cluster));
    }

    /**
     * Makes an empty directory a node's: draws a storage id and writes the identity durably.
     *
     * @throws DirectoryException if it is formatted already or cannot be written
     */
    public Identity format(String cluster, String node, ClusterId id) throws DirectoryException {
        if (identity != null) {
            throw new DirectoryException(path + ": the data directory is formatted already, for " + identity);
        }
        Identity fresh = new Identity(cluster, node, UUID.randomUUID().toString(), id);
        Path target = path.resolve("identity");
        Path temporary = path.resolve("identity.tmp");
        try {
            make(raft());
            try (FileChannel channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                write(channel, fresh.encode());
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            sync(path);
        } catch (IOException e) {
            throw new DirectoryException(target + ": cannot be written: " + e + "; check rights and free space", e);
        }
        identity = fresh;
        return fresh;
    }

    /** Whether Raft has run on this directory before. */
    public boolean hasJoined() {
        return Files.exists(path.resolve(JOINED));
    }

    /**
     * Notes durably that Raft has run on this directory: from now on it must find its files there.
     *
     * @throws DirectoryException if it cannot be written
     */
    public void markJoined() throws DirectoryException {
        if (hasJoined()) {
            return;
        }
        Path mark = path.resolve(JOINED);
        try {
            Files.createFile(mark);
            sync(path);
        } catch (IOException e) {
            throw new DirectoryException(mark + ": cannot be written: " + e + "; check rights and free space", e);
        }
    }

    /**
     * Makes a folder, with those above it that are missing, and makes its name durable: it is still there after a power
     * loss. That of one which is there already too, for it may have been made by a process that was killed before it got
     * so far; unless the folder above it cannot be read, so that somebody else must have made it.
     */
    public static void make(Path folder) throws IOException {
        Path parent = folder.toAbsolutePath().getParent();
        if (Files.isDirectory(folder)) {
            try {
                syncIfAny(parent);
            } catch (AccessDeniedException e) {
                return;
            }
        } else {
            if (parent != null) {
                make(parent);
            }
            Files.createDirectories(folder);
            syncIfAny(parent);
        }
    }

    private static void syncIfAny(@Nullable Path folder) throws IOException {
        if (folder != null) {
            sync(folder);
        }
    }

    /**
     * Makes the names in a folder durable: new and renamed files survive a power loss after this.
     *
     * <p>An interrupt closes a channel in use, and Ratis interrupts election threads as soon as an election is decided:
     * that says nothing about the disk. The sync is done all the same, and the thread is left interrupted.
     */
    public static void sync(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (!syncedUninterrupted(folder)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean syncedUninterrupted(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public void close() throws DirectoryException {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new DirectoryException(path + ": the lock cannot be given back: " + e, e);
        }
    }

    private static FileChannel lock(Path path) throws IOException, DirectoryException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        if (lock == null) {
            String holder = read(channel, 32).trim();
            channel.close();
            throw new DirectoryException(path + ": another server (process " + (holder.isEmpty() ? "unknown" : holder)
                    + ") runs on this data directory: it holds " + file + "; stop it first, or give this node a"
                    + " directory of its own");
        }
        channel.truncate(0);
        write(channel, Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another server in this very process: tests run several.
            return null;
        }
    }

    private static @Nullable Identity read(Path path) throws IOException, DirectoryException {
        Path file = path.resolve("identity");
        if (!Files.exists(file)) {
            return null;
        }
        if (Files.size(file) > Identity.MAX_BYTES) {
            throw new DirectoryException(
                    file + ": larger than any identity file (" + Identity.MAX_BYTES + " bytes); it is damaged");
        }
        return Identity.decode(Files.readAllBytes(file), file);
    }

    private static void requireOwn(Path path, Identity identity, String cluster, String node)
            throws DirectoryException {
        if (!identity.cluster().equals(cluster)) {
            throw new DirectoryException(path + ": the data directory belongs to cluster " + identity.cluster()
                    + ", this server is configured for cluster " + cluster + "; give it a directory of its own");
        }
        if (!identity.node().equals(node)) {
            throw new DirectoryException(
                    path + ": the data directory belongs to node " + identity.node() + " of cluster " + cluster
                            + ", this server is configured as node " + node + "; give it a directory of its own");
        }
    }

    /** A directory without an identity must not hold a log: somebody removed the file, or names the wrong folder. */
    private static void requireNoStrangers(Path path) throws IOException, DirectoryException {
        try (Stream<Path> files = Files.list(path)) {
            Optional<Path> stranger = files.filter(file -> !isOurs(file)).findFirst();
            if (stranger.isPresent()) {
                throw new DirectoryException(path + ": holds " + stranger.get().getFileName()
                        + " but no identity file, so it is no data directory of a server; give this node an empty one");
            }
        }
    }

    /** What a server that never got as far as an identity may have left. */
    private static boolean isOurs(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.equals("lock")
                || name.equals("identity.tmp")
                || name.equals("lost+found")
                || isEmptyRaft(file, name);
    }

    private static boolean isEmptyRaft(Path file, String name) {
        if (!name.equals("raft")) {
            return false;
        }
        try (Stream<Path> inside = Files.list(file)) {
            return inside.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        channel.force(true);
    }

    private static String read(FileChannel channel, int max) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(max);
        int read;
        do {
            read = channel.read(buffer, buffer.position());
        } while (read > 0 && buffer.hasRemaining());
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
}
