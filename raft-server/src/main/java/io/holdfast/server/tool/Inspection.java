package io.holdfast.server.tool;

import io.holdfast.server.snapshot.BackupFile;
import io.holdfast.server.snapshot.InvalidSnapshotException;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.tool.RefusedException.Reason;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;

/** Reads a backup and says what is in it. */
final class Inspection {
    private Inspection() {}

    /** A backup of which every byte was checked. */
    static BackupFile read(Path file) throws RefusedException {
        if (!Files.isRegularFile(file)) {
            throw new RefusedException(Reason.FILE_UNREADABLE, file + ": there is no such file");
        }
        try {
            return BackupFile.read(file);
        } catch (InvalidSnapshotException e) {
            throw new RefusedException(
                    e.isNewer() ? Reason.SNAPSHOT_NEWER : Reason.SNAPSHOT_DAMAGED, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new RefusedException(Reason.FILE_UNREADABLE, file + ": cannot be read: " + e, e);
        }
    }

    /** Which cluster a backup is of. */
    static ClusterId clusterOf(BackupFile backup, Path file) throws RefusedException {
        try {
            return ClusterId.read(backup.header().cluster(), backup.header().clusterId());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Reason.SNAPSHOT_DAMAGED, file + ": in header: " + e.getMessage(), e);
        }
    }

    /** What is in it. */
    static Lines lines(Path file) throws RefusedException {
        BackupFile backup = read(file);
        StateImage image = backup.image();
        Lines lines = new Lines()
                .add("file", file)
                .add("format", BackupFile.FORMAT)
                .add("bytes", backup.bytes())
                .add("sha256", backup.sha256())
                .add("cluster", backup.header().cluster())
                .add("clusterId", clusterOf(backup, file))
                .add("term", backup.header().term())
                .add("index", backup.header().index())
                .add("written", Instant.ofEpochMilli(backup.header().wallMillis()))
                .add("writer", backup.header().writer())
                .add("revision", image.keyspace().revision())
                .add("compacted", image.keyspace().compactedRevision())
                .add("keys", image.keyspace().live().size())
                .add("leases", image.leases().size())
                .add("sessions", image.sessions().size())
                .add("locks", image.locks().size())
                .add("holders", image.locks().holdCount())
                .add("grants", image.locks().grants())
                .add("configSets", image.configs().size())
                .add("releases", image.configs().releaseCount());
        digest(lines, image.digest());
        backup.sections()
                .forEach((section, share) -> lines.add("section." + section.word() + ".rows", share.rows())
                        .add("section." + section.word() + ".bytes", share.bytes()));
        return lines;
    }

    static void digest(Lines lines, Digest digest) {
        lines.add("digestVersion", digest.version())
                .add("chain", HexFormat.of().toHexDigits(digest.chain()))
                .add("content", HexFormat.of().toHexDigits(digest.content()));
    }
}
