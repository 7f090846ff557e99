package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of Ratis' vote file. Ratis syncs the file and renames it into place, but not the folder: after a power loss
 * the old file, and with it an old vote, could be back. It is synced before a vote leaves this node.
 */
final class VoteFolder {
    private final Path folder;
    private final Sync sync;
    private final FailStop failStop;

    VoteFolder(Path folder, FailStop failStop) {
        this(folder, DataDirectory::sync, failStop);
    }

    /** With another way to make a folder durable, for tests. */
    VoteFolder(Path folder, Sync sync, FailStop failStop) {
        this.folder = folder;
        this.sync = sync;
        this.failStop = failStop;
    }

    /** Blocks until the vote file's name is durable; called on threads that may block. */
    void sync() {
        try {
            if (Files.isDirectory(folder)) {
                sync.sync(folder);
            }
        } catch (IOException e) {
            failStop.fail(
                    folder + ": the folder of the vote file cannot be made durable (" + e
                            + "), so this node must not vote: check the disk",
                    e);
        }
    }

    /** Makes the names in a folder durable. */
    @FunctionalInterface
    interface Sync {
        /** Blocks until they are. */
        void sync(Path folder) throws IOException;
    }
}
