package io.holdfast.server.raft;

import io.holdfast.server.storage.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder of Ratis' log segments, and of term and vote. Ratis syncs the files in it, but never the folder: after a
 * power loss a segment that was begun, closed or cut could be missing or bear its old name, and with it entries that
 * were acknowledged. Before any entry counts as synced here, the names are made durable too.
 *
 * <p>Whether names changed since then is told by the folder's time of modification, one look-up a flush. The clock that
 * file systems stamp folders with ticks every few milliseconds, so two changes within a tick look like one: a time that
 * is younger than {@link #TICK_MILLIS} proves nothing, and the next flush syncs again.
 *
 * <p>It also notes how far the segment in progress is known to be synced ({@link SyncedIndex}): when a flush begins, the
 * one before it has returned.
 *
 * <p>{@link #beforeFlush} is confined to Ratis' log worker, which alone makes, renames and deletes segments;
 * {@link #truncating} may be called by any thread.
 */
final class SegmentFolder {
    private static final long TICK_MILLIS = 100;
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Path folder;
    private final SyncedIndex synced;
    private final VoteFolder.Sync sync;
    private final LongSupplier wallMillis;
    private final FailStop failStop;
    private @Nullable FileTime durable;
    private long first = SyncedIndex.NONE;
    private long flushing = SyncedIndex.NONE;

    /** Guarded by {@link #synced}: entries of the segment were or will be taken back. */
    private boolean uncertain;

    /** With another way to make a folder durable and another clock, for tests. */
    SegmentFolder(Path folder, SyncedIndex synced, VoteFolder.Sync sync, LongSupplier wallMillis, FailStop failStop) {
        this.folder = folder;
        this.synced = synced;
        this.sync = sync;
        this.wallMillis = wallMillis;
        this.failStop = failStop;
    }

    /**
     * Opens the folder that Ratis just opened or made, and makes it and the folder of its group durable: they are there
     * after a power loss from now on.
     *
     * @param group the folder of the group
     * @param current the one with segments and vote in it
     */
    static SegmentFolder open(Path group, Path current, FailStop failStop) throws IOException {
        SyncedIndex synced = SyncedIndex.open(group);
        DataDirectory.sync(current);
        DataDirectory.make(current);
        DataDirectory.make(group);
        return new SegmentFolder(current, synced, DataDirectory::sync, System::currentTimeMillis, failStop);
    }

    /**
     * Blocks until the names of all segments are durable; to be called before entries count as synced.
     *
     * @param last the last entry that will be synced now
     */
    CompletableFuture<Void> beforeFlush(long last) {
        try {
            FileTime changed = Files.getLastModifiedTime(folder);
            if (!changed.equals(durable)) {
                sync.sync(folder);
                boolean told = wallMillis.getAsLong() - changed.toMillis() > TICK_MILLIS;
                durable = told ? changed : null;
                segmentIs(firstOfOpenSegment());
            }
            note();
            flushing = last;
            return DONE;
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** To be called before entries are taken back: some that were synced will be others. */
    CompletableFuture<Void> truncating() {
        try {
            synchronized (synced) {
                uncertain = true;
                synced.forget();
            }
            return DONE;
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** The flush before this one has returned: notes it, unless what it synced is being taken back. */
    private void note() throws IOException {
        synchronized (synced) {
            if (flushing != SyncedIndex.NONE && !uncertain) {
                synced.note(first, flushing);
            }
        }
    }

    private void segmentIs(long index) {
        if (index != first) {
            first = index;
            flushing = SyncedIndex.NONE;
            synchronized (synced) {
                uncertain = false;
            }
        }
    }

    private long firstOfOpenSegment() throws IOException {
        List<SegmentNames.Open> open = SegmentNames.open(folder);
        return open.isEmpty() ? SyncedIndex.NONE : open.get(open.size() - 1).first();
    }

    private CompletableFuture<Void> failed(IOException cause) {
        failStop.fail(
                folder + ": the folder of the log cannot be made durable (" + cause
                        + "), so this node must not acknowledge: check the disk",
                cause);
        return CompletableFuture.failedFuture(cause);
    }
}
