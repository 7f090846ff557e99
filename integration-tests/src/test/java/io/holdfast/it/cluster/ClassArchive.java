package io.holdfast.it.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The loaded classes of a server, in a file that every server of these tests starts from: that saves each of their many
 * starts half of its work. A node that lives for a moment makes it, once a build; whoever starts a server first waits for
 * that, in whichever of the test JVMs.
 */
final class ClassArchive {
    private ClassArchive() {}

    /** What a server is started with to profit from the archive. */
    static synchronized String option() {
        Path libraries = Distribution.home().resolve("lib");
        Path archive = Distribution.home().resolveSibling("it-classes-" + System.getProperty("java.version") + ".jsa");
        try (FileChannel lock = FileChannel.open(
                        archive.resolveSibling("it-classes.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (held.isValid() && !isNewer(archive, libraries)) {
                make(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-Xshare:auto -XX:SharedArchiveFile=" + archive;
    }

    private static boolean isNewer(Path archive, Path libraries) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(libraries)) > 0;
    }

    private static void make(Path archive) throws IOException {
        Path directory = Files.createTempDirectory(archive.getParent(), "it-classes-");
        Path fresh = directory.resolve("fresh.jsa");
        try (ProcessCluster cluster = ProcessCluster.prepare(directory, 1)) {
            ServerProcess node = cluster.nodes().get(0);
            node.jvmOptions("-XX:ArchiveClassesAtExit=" + fresh);
            node.start();
            cluster.awaitReady(node);
            node.terminate();
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Folder.delete(directory);
        }
    }
}
