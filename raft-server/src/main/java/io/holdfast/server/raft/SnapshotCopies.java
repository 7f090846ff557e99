package io.holdfast.server.raft;

import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.StateCopy;
import io.holdfast.server.snapshot.BackupFile;
import io.holdfast.server.snapshot.SnapshotFile;
import io.holdfast.server.snapshot.Snapshotter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Hands out this node's snapshots to whoever keeps them elsewhere. Files are read on the background thread, one piece at a
 * time: while the node writes a snapshot of its own, readers wait. Safe for any thread, but for {@link #tick}.
 */
final class SnapshotCopies {
    private static final int MAX_OPEN = 4;
    private static final long RETRY_AFTER_MILLIS = 10_000;

    private final Snapshotter snapshotter;
    private final Executor background;
    private final BooleanSupplier heapFull;
    private final LongSupplier nanos;
    private final Queue<Wait> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Who waits for a snapshot that has everything up to an index. */
    private record Wait(long index, long deadlineNanos, Answer<StateCopy> answer) {}

    SnapshotCopies(Snapshotter snapshotter, Executor background, BooleanSupplier heapFull, LongSupplier nanos) {
        this.snapshotter = snapshotter;
        this.background = background;
        this.heapFull = heapFull;
        this.nanos = nanos;
    }

    /** As the port has it. */
    void open(long deadlineNanos, Answer<StateCopy> answer) {
        if (heapFull.getAsBoolean()) {
            answer.failed(Failure.overloaded("no snapshot is begun while the heap is full", RETRY_AFTER_MILLIS));
        } else if (open.incrementAndGet() > MAX_OPEN) {
            open.decrementAndGet();
            answer.failed(Failure.overloaded(
                    MAX_OPEN + " snapshots are being copied from this node, which are all there may be",
                    RETRY_AFTER_MILLIS));
        } else {
            waiting.add(new Wait(snapshotter.want(), deadlineNanos, answer));
        }
    }

    /** Looks whose snapshot is there. Ticker thread. */
    void tick() {
        SnapshotFile newest = snapshotter.newest();
        waiting.removeIf(wait -> {
            if (newest != null && newest.index() >= wait.index()) {
                background.execute(() -> begin(wait));
                return true;
            }
            if (nanos.getAsLong() - wait.deadlineNanos() >= 0) {
                fail(wait, Failure.notApplied(Failure.Code.TIMEOUT, "no snapshot was finished in time"));
                return true;
            }
            return false;
        });
    }

    private void begin(Wait wait) {
        SnapshotFile newest = snapshotter.newest();
        if (newest == null) {
            fail(wait, Failure.notApplied(Failure.Code.UNAVAILABLE, "there is no snapshot any more"));
            return;
        }
        try {
            BackupFile.Beginning beginning = BackupFile.beginning(newest.path());
            FileChannel channel = FileChannel.open(newest.path(), StandardOpenOption.READ);
            wait.answer().answered(new FileCopy(channel, newest.bytes(), beginning));
        } catch (IOException e) {
            fail(wait, unreadable(e));
        }
    }

    private void fail(Wait wait, Failure failure) {
        open.decrementAndGet();
        wait.answer().failed(failure);
    }

    private static Failure unreadable(IOException e) {
        return Failure.notApplied(Failure.Code.INTERNAL, "the snapshot cannot be read: " + e);
    }

    /** One that is being read. An open file stays whole when its name is gone. */
    private final class FileCopy implements StateCopy {
        private final FileChannel channel;
        private final long bytes;
        private final BackupFile.Beginning beginning;
        private final AtomicBoolean closed = new AtomicBoolean();

        FileCopy(FileChannel channel, long bytes, BackupFile.Beginning beginning) {
            this.channel = channel;
            this.bytes = bytes;
            this.beginning = beginning;
        }

        @Override
        public SnapshotHeader header() {
            return beginning.header();
        }

        @Override
        public long revision() {
            return beginning.revision();
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void next(int maxBytes, Answer<Bytes> answer) {
            background.execute(() -> read(maxBytes, answer));
        }

        private void read(int maxBytes, Answer<Bytes> answer) {
            Bytes found;
            try {
                ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(maxBytes, bytes - channel.position()));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new IOException("it has become shorter");
                    }
                }
                found = Bytes.wrap(buffer.array());
            } catch (IOException e) {
                answer.failed(unreadable(e));
                return;
            }
            answer.answered(found);
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                open.decrementAndGet();
                background.execute(this::letGo);
            }
        }

        private void letGo() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new IllegalStateException("a file that was only read cannot be closed", e);
            }
        }
    }
}
