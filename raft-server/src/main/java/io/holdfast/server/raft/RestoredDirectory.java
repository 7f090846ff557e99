package io.holdfast.server.raft;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.SnapshotFolder;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.statemachine.StateImage;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.server.storage.RaftStorageMetadata;
import org.apache.ratis.util.SizeInBytes;

/**
 * Writes a data directory with which a node begins in the middle: a state, no log, and the term in which the state ends, in
 * which it never voted. The node's identity comes last: without it no server takes the directory.
 */
public final class RestoredDirectory {
    private RestoredDirectory() {}

    /**
     * Writes everything, durably.
     *
     * @param directory open and empty
     * @param node the node's id
     * @param cluster which cluster of the header's name
     * @param header what the state is to be a snapshot of
     * @return the snapshot that the node will begin with
     * @throws IOException if it cannot be written; the directory is of no use then
     * @throws DirectoryException if it is a node's already, or cannot be made one
     */
    public static SnapshotFile write(
            DataDirectory directory, String node, ClusterId cluster, SnapshotHeader header, StateImage image)
            throws IOException, DirectoryException {
        if (directory.identity().isPresent()) {
            throw new DirectoryException(directory.path()
                    + ": a server has made this directory its own meanwhile; stop it, move the directory aside, and run"
                    + " this again");
        }
        Path group = RatisServers.groupFolder(directory, cluster);
        DataDirectory.make(group);
        begin(group, header.term());
        SnapshotFile file = new SnapshotFolder(group).write(header, image);
        DataDirectory.sync(group.resolve("current"));
        DataDirectory.sync(group);
        directory.format(header.cluster(), node, cluster);
        // From now on a lost log is missed: the node has a term to remember.
        directory.markJoined();
        return file;
    }

    /** Lets Ratis make its own files, as of a node that has come to a term and gave no vote in it. */
    private static void begin(Path group, long term) throws IOException {
        try (RaftStorage storage = RaftStorage.newBuilder()
                .setDirectory(group.toFile())
                .setOption(StartupOption.FORMAT)
                .setStorageFreeSpaceMin(SizeInBytes.valueOf(0))
                .build()) {
            storage.initialize();
            storage.getMetadataFile().persist(RaftStorageMetadata.valueOf(term, RaftPeerId.valueOf("")));
        } catch (RuntimeException e) {
            // Ratis does not say which of its checks throw what: a state of the disk must not end in a stack trace.
            throw new IOException(group + ": Raft's own files cannot be made: " + e, e);
        }
    }
}
