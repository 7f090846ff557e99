package io.holdfast.server.raft;

import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.snapshot.Restored;
import io.holdfast.server.snapshot.SnapshotFolder;
import io.holdfast.server.snapshot.SnapshotStart;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's snapshots where Ratis has its files, and the start from one. */
final class NodeSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSnapshots.class);

    private final RaftOptions options;
    private final DataDirectory directory;
    private final Supplier<RaftServer.@Nullable Division> division;
    private final SnapshotFolder folder;
    private final Snapshotter snapshotter;
    private final SnapshotCopies copies;

    /**
     * The snapshots of a node.
     *
     * @param background runs one task at a time, which may block
     * @param seed another one on every node
     * @param heapFull whether there is no room for the image of one
     * @param division null until Ratis has started
     */
    NodeSnapshots(
            RaftOptions options,
            DataDirectory directory,
            Executor background,
            long seed,
            BooleanSupplier heapFull,
            ServerMetrics metrics,
            Supplier<RaftServer.@Nullable Division> division) {
        this.options = options;
        this.directory = directory;
        this.division = division;
        this.folder = new SnapshotFolder(() -> RatisServers.groupFolder(directory));
        this.snapshotter = new Snapshotter(
                options.snapshots(),
                folder,
                options.cluster(),
                () -> directory.cluster().written(options.cluster()),
                new Snapshotter.Surroundings(
                        background,
                        System::nanoTime,
                        System::currentTimeMillis,
                        new SplittableRandom(seed)::nextDouble,
                        this::committed,
                        heapFull,
                        metrics),
                this::purgeLog);
        this.copies = new SnapshotCopies(snapshotter, background, heapFull, System::nanoTime);
    }

    Snapshotter snapshotter() {
        return snapshotter;
    }

    /** For whoever keeps them elsewhere. */
    SnapshotCopies copies() {
        return copies;
    }

    /** Begins what is due and hands out what is there. Ticker thread. */
    void tick() {
        snapshotter.tick();
        copies.tick();
    }

    /**
     * Gives the state machine the newest good snapshot, if there is any; before Ratis is built.
     *
     * @throws DirectoryException if log and snapshots together do not hold everything
     */
    void restore(RatisStateMachine stateMachine) throws DirectoryException {
        long begun = System.nanoTime();
        Path log = RatisServers.voteFolder(directory);
        Restored restored = SnapshotStart.load(folder, options.cluster(), LeftoverSegments.logBegins(log));
        if (restored != null) {
            LeftoverSegments.delete(log, restored.file().index());
            stateMachine.begin(restored);
            LOG.info(
                    "snapshot loaded node={} index={} term={} bytes={} millis={}",
                    options.node(),
                    restored.file().index(),
                    restored.file().term(),
                    restored.file().bytes(),
                    (System.nanoTime() - begun) / 1_000_000);
        }
    }

    private long committed() {
        RaftServer.Division current = division.get();
        return current == null ? -1 : current.getRaftLog().getLastCommittedIndex();
    }

    /** Entries up to {@code index} are in two snapshots. Ratis drops whole segments, on threads of its own. */
    private void purgeLog(long index) {
        RaftServer.Division current = division.get();
        if (current != null) {
            current.getRaftLog().purge(index);
        }
    }
}
