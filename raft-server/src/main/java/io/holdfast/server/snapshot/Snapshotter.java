package io.holdfast.server.snapshot;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.statemachine.StateImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots while apply goes on.
 *
 * <p>The apply thread leaves where it is, with the image it published: that costs it one small object an entry. The ticker
 * looks whether a snapshot is due; one background thread then writes the image into a temporary file, syncs it, reads it
 * back, gives it its name and its mark, and lets the log be purged up to the snapshot before it. A failure is logged,
 * counted and tried again later: the log is still there.
 *
 * <p>None begins while apply is behind the log, at a start above all, unless it is long overdue: what catching up replaces
 * would be held in memory by the image that is being written, at the moment when there is least room for it. And while
 * the heap is full none begins and one that is being written is called off: the disk has room for the log, the heap has none.
 *
 * <p>What the leader installs passes through here too ({@link #received}, {@link #installed}): it is verified before it
 * takes the place of anything, and nothing of our own is published meanwhile.
 */
public final class Snapshotter {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

    private final SnapshotOptions options;
    private final SnapshotFolder folder;
    private final String cluster;
    private final Supplier<String> clusterId;
    private final Surroundings surroundings;
    private final LongConsumer purge;
    private final SnapshotSchedule schedule;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Guards the folder, {@code arrived} and {@code stopped}. */
    private final Object lock = new Object();

    /** Received, and not yet in its place: until then nothing else is published. */
    private @Nullable Restored arrived;

    private boolean stopped;
    private volatile @Nullable Pace running;

    /** Written by the apply thread. */
    private volatile @Nullable Point reached;

    private volatile Since since = new Since(-1, 0);

    /** Somebody wants a snapshot that has everything up to here. */
    private final AtomicLong wanted = new AtomicLong(-1);

    private volatile @Nullable SnapshotFile newest;

    /** Handed from the background thread to the ticker: what came of the last attempt. */
    private volatile @Nullable Attempt ended;

    /** Where apply is; {@code bytes} of entries were applied since the start of the process. */
    private record Point(long term, long index, long bytes, StateImage image) {}

    /** Where the newest snapshot is. */
    private record Since(long index, long bytes) {}

    /** A finished attempt; {@code bytes} is -1 if it failed. */
    private record Attempt(long bytes, long nanos) {}

    /**
     * What a snapshotter needs of its surroundings.
     *
     * @param background runs one task at a time, which may block
     * @param nanos the monotonic clock
     * @param wallMillis the wall clock
     * @param random numbers from 0 to 1
     * @param committed the newest log entry known to be committed, -1 for none
     * @param heapFull whether memory is so short that what the image of a snapshot holds back is needed
     * @param metrics hears what happens
     */
    public record Surroundings(
            Executor background,
            LongSupplier nanos,
            LongSupplier wallMillis,
            DoubleSupplier random,
            LongSupplier committed,
            BooleanSupplier heapFull,
            ServerMetrics metrics) {}

    /**
     * A snapshotter for one node.
     *
     * @param cluster the cluster's name
     * @param clusterId which cluster of the name, as headers have it; known before anything is applied
     * @param purge called on the background thread: log entries up to this index are not needed any more
     */
    public Snapshotter(
            SnapshotOptions options,
            SnapshotFolder folder,
            String cluster,
            Supplier<String> clusterId,
            Surroundings surroundings,
            LongConsumer purge) {
        this.options = options;
        this.folder = folder;
        this.cluster = cluster;
        this.clusterId = clusterId;
        this.surroundings = surroundings;
        this.purge = purge;
        this.schedule = new SnapshotSchedule(
                options, surroundings.random(), surroundings.nanos().getAsLong());
        surroundings.metrics().gauge("snapshot.last.index", "Log index of the newest snapshot, -1 for none", () -> {
            SnapshotFile file = newest;
            return file == null ? -1 : file.index();
        });
        surroundings.metrics().gauge("snapshot.last.bytes", "Size of the newest snapshot", () -> {
            SnapshotFile file = newest;
            return file == null ? 0 : file.bytes();
        });
        surroundings
                .metrics()
                .gauge(
                        "snapshot.last.age.seconds",
                        "Age of the newest snapshot, -1 if there is none",
                        this::ageSeconds);
    }

    /** The newest snapshot that is finished and good, or null. Any thread. */
    public @Nullable SnapshotFile newest() {
        return newest;
    }

    /** How old the newest snapshot is by the wall clock, -1 if there is none. Any thread. */
    public long ageSeconds() {
        SnapshotFile file = newest;
        return file == null ? -1 : Math.max(0, (surroundings.wallMillis().getAsLong() - file.wallMillis()) / 1_000);
    }

    /**
     * Lets a snapshot be taken soon, of everything applied by now; none is due if the newest has it. Any thread.
     *
     * @return the index that it will have at least; 0 if nothing was applied yet
     */
    public long want() {
        Point point = reached;
        long index = point == null ? 0 : point.index();
        wanted.accumulateAndGet(index, Math::max);
        return index;
    }

    /** An entry was applied and {@code image} published, with no gap since the last call. Apply thread. */
    public void applied(long term, long index, long entryBytes, StateImage image) {
        Point before = reached;
        reached = new Point(term, index, (before == null ? 0 : before.bytes()) + entryBytes, image);
    }

    /** The state came from this snapshot: at the start, or now, on the apply thread. */
    public void restored(SnapshotFile file, StateImage image) {
        Point before = reached;
        long bytes = before == null ? 0 : before.bytes();
        newest = file;
        since = new Since(file.index(), bytes);
        reached = new Point(file.term(), file.index(), bytes, image);
    }

    /** Begins a snapshot if one is due, and calls one off that there is no room for. Ticker thread. */
    public void tick() {
        long now = surroundings.nanos().getAsLong();
        Attempt attempt = ended;
        if (attempt != null) {
            ended = null;
            if (attempt.bytes() >= 0) {
                schedule.taken(attempt.bytes(), attempt.nanos(), now);
            } else {
                long rest = schedule.failed(now);
                LOG.info("next snapshot is tried in {} s", TimeUnit.NANOSECONDS.toSeconds(rest));
            }
            busy.set(false);
        }
        if (surroundings.heapFull().getAsBoolean()) {
            callOff("the heap is full");
            return;
        }
        Point point = reached;
        if (point != null
                && !busy.get()
                && (schedule.isDue(
                                point.index() - since.index(),
                                point.bytes() - since.bytes(),
                                surroundings.committed().getAsLong() - point.index(),
                                now)
                        || (wanted.get() > since.index() && !schedule.rests(now)))) {
            busy.set(true);
            surroundings.background().execute(() -> ended = take(point));
        }
    }

    private Attempt take(Point point) {
        long begun = surroundings.nanos().getAsLong();
        SnapshotName name = new SnapshotName(point.term(), point.index());
        Pace pace = new Pace(options.bytesPerSecond(), surroundings.nanos());
        running = pace;
        Path temporary = folder.path().resolve(name.temporaryName());
        try {
            SnapshotFile file = write(point, name, temporary, pace);
            long nanos = surroundings.nanos().getAsLong() - begun;
            surroundings.metrics().snapshotTaken(nanos);
            LOG.info(
                    "snapshot taken index={} term={} bytes={} millis={} revision={}",
                    name.index(),
                    name.term(),
                    file.bytes(),
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    point.image().keyspace().revision());
            letGo();
            return new Attempt(file.bytes(), nanos);
        } catch (InterruptedIOException e) {
            LOG.info("snapshot left off index={} cause=\"{}\"", name.index(), e.getMessage());
        } catch (IOException | RuntimeException e) {
            surroundings.metrics().snapshotFailed();
            LOG.error(
                    "SNAPSHOT FAILED index={} cause=\"{}\"; the log is kept and grows until one succeeds: check the disk"
                            + " and its free space",
                    name.index(),
                    e.toString(),
                    e);
        } finally {
            running = null;
        }
        drop(temporary);
        return new Attempt(-1, surroundings.nanos().getAsLong() - begun);
    }

    private SnapshotFile write(Point point, SnapshotName name, Path temporary, Pace pace) throws IOException {
        SnapshotHeader header = new SnapshotHeader(
                cluster,
                clusterId.get(),
                name.term(),
                name.index(),
                surroundings.wallMillis().getAsLong(),
                options.writer());
        Files.createDirectories(folder.path());
        long bytes = SnapshotPass.write(temporary, header, point.image(), pace);
        String md5 = SnapshotPass.compare(temporary, header, point.image(), pace);
        synchronized (lock) {
            if (stopped || pace.isCalledOff() || arrived != null || name.index() <= since.index()) {
                throw new InterruptedIOException("stopping, or the leader has sent a newer one");
            }
            folder.publish(temporary, name, md5);
            SnapshotFile file = new SnapshotFile(folder.file(name), name, bytes, header.wallMillis(), md5);
            newest = file;
            since = new Since(point.index(), point.bytes());
            return file;
        }
    }

    /** Lets go of what nobody needs any more: older snapshots, and the log up to the one before the newest. */
    private void letGo() {
        try {
            List<SnapshotName> kept;
            synchronized (lock) {
                folder.prune(options.keep());
                kept = folder.marked();
            }
            if (kept.size() >= SnapshotOptions.LEAST_KEPT) {
                purge.accept(kept.get(SnapshotOptions.LEAST_KEPT - 1).index());
            }
        } catch (IOException | RuntimeException e) {
            // The snapshot is there all the same; the next one tries again.
            LOG.warn("what the snapshot makes superfluous stays for now cause=\"{}\"", e.toString());
        }
    }

    /**
     * Verifies what the leader has sent and secures it on disk; our own writing is called off. Nothing is changed if it
     * throws, except that the transfer is deleted. Called while Ratis holds its lock.
     *
     * @throws IOException if nothing was sent, or something else than a good snapshot
     */
    public void received() throws IOException {
        long begun = surroundings.nanos().getAsLong();
        callOff("the leader sends one");
        synchronized (lock) {
            try {
                List<Path> complete = folder.received();
                if (complete.size() != 1) {
                    throw new InvalidSnapshotException(
                            folder.path() + ": " + complete.size() + " snapshots were sent instead of one", null);
                }
                Path file = complete.get(0);
                SnapshotName name = SnapshotName.of(String.valueOf(file.getFileName()))
                        .orElseThrow(() -> new InvalidSnapshotException(file + ": is no snapshot's name", null));
                Restored restored = SnapshotPass.load(file, name, cluster, folder.markOf(file));
                folder.dropTransfersBut(file);
                folder.secure(file);
                arrived = restored;
                LOG.info(
                        "snapshot received file={} millis={}",
                        name,
                        TimeUnit.NANOSECONDS.toMillis(surroundings.nanos().getAsLong() - begun));
            } catch (IOException e) {
                surroundings.metrics().snapshotRefused();
                LOG.error("SNAPSHOT FROM THE LEADER REFUSED cause=\"{}\"", e.toString());
                folder.dropTransfersBut(folder.path());
                throw e;
            }
        }
    }

    /**
     * What was received is in its place now: goes on from there. Apply thread.
     *
     * @throws IOException if it is not in its place
     */
    public Restored installed() throws IOException {
        synchronized (lock) {
            Restored from = arrived;
            if (from == null) {
                throw new IOException("no snapshot was received");
            }
            arrived = null;
            SnapshotName name = from.file().name();
            if (!folder.marked().contains(name)) {
                throw new IOException(folder.file(name) + ": is not there");
            }
            folder.settled();
            SnapshotFile file = new SnapshotFile(
                    folder.file(name),
                    name,
                    from.file().bytes(),
                    from.file().wallMillis(),
                    from.file().md5());
            restored(file, from.image());
            surroundings.metrics().snapshotInstalled();
            LOG.info("snapshot installed index={} term={} bytes={}", name.index(), name.term(), file.bytes());
            return new Restored(file, from.image());
        }
    }

    /** Nothing is published any more once this returns: the node is closing. Any thread. */
    public void stop() {
        callOff("the node is stopping");
        synchronized (lock) {
            stopped = true;
        }
    }

    private void callOff(String why) {
        Pace pace = running;
        if (pace != null) {
            pace.callOff(why);
        }
    }

    private static void drop(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("an unfinished snapshot stays until the next start file={} cause=\"{}\"", temporary, e.toString());
        }
    }
}
