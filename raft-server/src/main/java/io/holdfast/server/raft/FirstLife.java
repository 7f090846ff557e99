package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
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

    /** Formats the disk, which is admitted. */
    void format(String cluster, String node) throws DirectoryException {
        untouched = true; // before it shows that the disk is formatted
        directory.format(cluster, node);
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
