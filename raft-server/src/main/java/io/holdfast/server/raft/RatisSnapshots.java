package io.holdfast.server.raft;

import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.Snapshotter;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * Shows Ratis the newest snapshot that is finished and verified, and nothing else. Ratis' own storage takes what lies in the
 * folder for a snapshot: one that is not marked yet if it is alone, and after an installation the one it knew before.
 */
final class RatisSnapshots implements StateMachineStorage {
    private final Snapshotter snapshots;
    private volatile @Nullable Shown shown;

    /** What Ratis is told of a file: every log appender asks before everything it sends. */
    private record Shown(SnapshotFile file, SnapshotInfo info) {}

    RatisSnapshots(Snapshotter snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public void init(RaftStorage storage) {
        // The folders were brought in order before Ratis opened them.
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        SnapshotFile file = snapshots.newest();
        if (file == null) {
            return null;
        }
        Shown known = shown;
        if (known == null || !known.file().equals(file)) {
            FileInfo info = new FileInfo(file.path().toAbsolutePath(), MD5Hash.newInstance(file.md5()));
            known = new Shown(file, new SingleFileSnapshotInfo(info, file.term(), file.index()));
            shown = known;
        }
        return known.info();
    }

    @Override
    public void format() {
        // Nothing is there before the first snapshot.
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) {
        // The snapshotter keeps what must be kept.
    }
}
