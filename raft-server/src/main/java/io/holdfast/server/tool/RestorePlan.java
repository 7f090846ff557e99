package io.holdfast.server.tool;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.config.ServerConfig;
import io.holdfast.server.raft.RestoredDirectory;
import io.holdfast.server.snapshot.BackupFile;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.server.tool.RefusedException.Reason;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.snapshot.Restoration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the restoration of one node comes to, worked out in memory before anything is written. Every node of a restoration
 * works out the same state, cluster id and digest, by itself.
 *
 * @param config the node's configuration
 * @param backup what it is restored from
 * @param from which cluster the backup is of
 * @param above the highest revision that the new cluster begins above
 * @param cluster which cluster the node will belong to
 * @param header what its first snapshot is of
 * @param image the state it will begin with
 */
record RestorePlan(
        ServerConfig config,
        BackupFile backup,
        ClusterId from,
        long above,
        ClusterId cluster,
        SnapshotHeader header,
        StateImage image) {
    /** What may lie in a folder that counts as empty: a lock that nobody holds, what a file system makes by itself. */
    private static final Set<String> HARMLESS = Set.of("lock", "lost+found");

    /**
     * Works it out.
     *
     * @param token the word that all nodes of this restoration are given, and no other restoration
     * @param above the highest revision that a cluster of this name is known to have reached, 0 for the backup's own
     * @throws RefusedException if it cannot be done; nothing was changed
     */
    static RestorePlan of(Path file, ServerConfig config, String token, long above, String writer)
            throws RefusedException {
        requireEmpty(config.dataDir());
        BackupFile backup = Inspection.read(file);
        ClusterId from = Inspection.clusterOf(backup, file);
        long leaps = Restoration.leapsAbove(backup.image(), above);
        ClusterId cluster = ClusterId.restored(config.cluster(), backup.sha256(), token, leaps);
        SnapshotHeader old = backup.header();
        SnapshotHeader header = new SnapshotHeader(
                config.cluster(), cluster.written(config.cluster()), old.term(), old.index(), old.wallMillis(), writer);
        try {
            StateImage image = Restoration.of(backup.image(), leaps);
            long reached = Math.max(above, backup.image().keyspace().revision());
            return new RestorePlan(config, backup, from, reached, cluster, header, image);
        } catch (SnapshotException e) {
            if (leaps > 1) {
                throw new RefusedException(
                        Reason.USAGE, "--above " + above + " is more than any cluster reaches: " + e.getMessage(), e);
            }
            throw new RefusedException(Reason.SNAPSHOT_DAMAGED, file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the directory.
     *
     * @throws RefusedException if it cannot be written; what lies there then is of no use
     */
    void carryOut() throws RefusedException {
        Path path = config.dataDir();
        try (DataDirectory directory = DataDirectory.open(path, config.cluster(), config.node())) {
            RestoredDirectory.write(directory, config.node(), cluster, header, image);
        } catch (IOException e) {
            throw new RefusedException(
                    Reason.DIRECTORY_UNUSABLE,
                    path + ": cannot be written: " + e
                            + "; check rights and free space, delete what lies there now, and run this again",
                    e);
        } catch (DirectoryException e) {
            throw new RefusedException(Reason.DIRECTORY_UNUSABLE, String.valueOf(e.getMessage()), e);
        }
    }

    /** What it comes to; equal on all nodes but for the node's own lines. */
    Lines lines(boolean written) {
        StateImage old = backup.image();
        Lines lines = new Lines()
                .add("node", config.node())
                .add("dataDir", config.dataDir())
                .add("done", written)
                .add("cluster", config.cluster())
                .add("clusterId", cluster)
                .add(
                        "members",
                        config.members().stream()
                                .map(ServerConfig.MemberAddress::id)
                                .collect(Collectors.joining(",")))
                .add("fromCluster", backup.header().cluster())
                .add("fromClusterId", from)
                .add("fromRevision", old.keyspace().revision())
                .add("above", above)
                .add("sha256", backup.sha256())
                .add("term", header.term())
                .add("index", header.index())
                .add("revision", image.keyspace().revision())
                .add("compacted", image.keyspace().compactedRevision())
                .add("keys", image.keyspace().live().size())
                .add(
                        "keysOfSessions",
                        old.keyspace().live().size() - image.keyspace().live().size())
                .add("sessionsEnded", old.sessions().size())
                .add("leases", image.leases().size())
                .add("grants", image.locks().grants())
                .add("configSets", image.configs().size())
                .add("releases", image.configs().releaseCount());
        Inspection.digest(lines, image.digest());
        return lines;
    }

    private static void requireEmpty(Path path) throws RefusedException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.list(path)) {
            List<String> found = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !HARMLESS.contains(name))
                    .sorted()
                    .toList();
            if (!found.isEmpty()) {
                throw new RefusedException(
                        Reason.DIRECTORY_NOT_EMPTY,
                        path + ": holds " + String.join(", ", found) + ": a node is restored into an absent or empty"
                                + " directory only; stop the node if it runs, move this directory aside (keep it until"
                                + " the restored cluster is ready), and run this again");
            }
        } catch (IOException e) {
            throw new RefusedException(Reason.DIRECTORY_UNUSABLE, path + ": cannot be looked at: " + e, e);
        }
    }
}
