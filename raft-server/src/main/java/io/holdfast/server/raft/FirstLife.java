package io.holdfast.server.raft;

import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node has no past: no log, and no vote ever given. Others format empty disks on the strength of it, so what
 * is not known is denied.
 *
 * <p>An empty disk has none, nor has one that this process formatted, until Raft begins. While Raft begins nobody can tell:
 * it may vote at any moment. Once it runs, its term and its log tell. A disk that was formatted by an earlier process may
 * have a past until Raft has read it. Safe for any thread.
 */
final class FirstLife {
    private final DataDirectory directory;
    private final Supplier<RaftServer.@Nullable Division> division;
    private volatile boolean untouched;

    /**
     * The life of a node.
     *
     * @param division null until Raft runs
     */
    FirstLife(DataDirectory directory, Supplier<RaftServer.@Nullable Division> division) {
        this.directory = directory;
        this.division = division;
    }

    /**
     * Begins it: formats the empty disk as soon as the others admit that. Blocks until then.
     *
     * @param stopping ends the waiting
     * @return whether it was formatted; not if the node is stopping
     * @throws DirectoryException if another disk is on record for this node, or this one cannot be written
     */
    boolean begin(RaftOptions options, PeerLink peers, CountDownLatch stopping)
            throws DirectoryException, InterruptedException {
        ClusterId cluster = new Admission(options, peers, stopping, System::nanoTime).await();
        if (stopping.getCount() == 0) {
            return false;
        }
        format(options.cluster(), options.node(), cluster);
        return true;
    }

    /** Formats the disk, which is admitted. */
    void format(String name, String node, ClusterId cluster) throws DirectoryException {
        untouched = true; // before it shows that the disk is formatted
        directory.format(name, node, cluster);
    }

    /** Which cluster's the disk is, as messages have it; as of the cluster's name if it is empty. */
    String cluster() {
        return cluster(directory);
    }

    /** Which cluster's a disk is, at this moment. */
    static String cluster(DataDirectory directory) {
        return directory
                .identity()
                .map(identity -> identity.id().written(identity.cluster()))
                .orElse("");
    }

    /** Raft is about to begin. */
    void raftBegins() {
        untouched = false;
    }

    /** Whether this node certainly has no past. */
    boolean hasNoPast() {
        RaftServer.Division current = division.get();
        if (directory.identity().isEmpty() || untouched) {
            return true;
        }
        return current != null
                && current.getInfo().getCurrentTerm() == 0
                && current.getRaftLog().getLastEntryTermIndex() == null;
    }
}
