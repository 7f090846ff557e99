package io.holdfast.server.snapshot;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A snapshotter on a folder of its own, with a clock and a background thread that a test moves by hand. */
final class SnapshotFixture {
    static final String CLUSTER = "test";

    final Path root;
    final SnapshotFolder folder;
    final CoordinationState state = new CoordinationState();
    final ServerMetrics metrics = new ServerMetrics();
    final List<Long> purged = new ArrayList<>();
    final Queue<Runnable> background = new ArrayDeque<>();
    final Snapshotter snapshotter;
    long nanos = 1;
    long index;
    long committed = -1;
    boolean heapFull;

    /** Run when a snapshot is begun to be written, once. */
    Runnable whileWriting = () -> {};

    SnapshotFixture(Path root) {
        this(root, new SnapshotOptions(4, 1 << 20, Duration.ofHours(1), 2, Long.MAX_VALUE, "test"));
    }

    SnapshotFixture(Path root, SnapshotOptions options) {
        this.root = root;
        this.folder = new SnapshotFolder(root);
        this.snapshotter = new Snapshotter(
                options,
                folder,
                CLUSTER,
                () -> "",
                new Snapshotter.Surroundings(
                        background::add,
                        () -> nanos,
                        this::wallMillis,
                        () -> 0,
                        () -> committed,
                        () -> heapFull,
                        metrics),
                purged::add);
    }

    /** Applies this many entries of one put each. */
    void apply(int entries) {
        for (int i = 0; i < entries; i++) {
            index++;
            apply(state, index);
            snapshotter.applied(1, index, 100, state.capture());
        }
    }

    private long wallMillis() {
        Runnable once = whileWriting;
        whileWriting = () -> {};
        once.run();
        return 1_000;
    }

    static void apply(CoordinationState state, long index) {
        Command put = new Put(Bytes.utf8("k" + index), Bytes.utf8("v" + index));
        state.apply(new CommandBatch(index, 7, index, List.of(put)));
    }

    /** A tick, and everything it begins. */
    void tickAndWork() {
        snapshotter.tick();
        Runnable task = background.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Applies entries and takes a snapshot of them. */
    SnapshotFile taken() {
        apply(4);
        tickAndWork();
        nanos += Duration.ofMinutes(10).toNanos();
        snapshotter.tick();
        SnapshotFile newest = snapshotter.newest();
        if (newest == null || newest.index() != index) {
            throw new AssertionError("no snapshot was taken at " + index);
        }
        return newest;
    }

    /** A file of a snapshot under any name, with a mark of its own bytes. */
    static void write(Path file, SnapshotHeader header, StateImage image) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Pace pace = new Pace(Long.MAX_VALUE, () -> 0);
            SnapshotPass.write(file, header, image, pace);
            String md5 = SnapshotPass.compare(file, header, image, pace);
            Files.writeString(file.resolveSibling(file.getFileName() + ".md5"), md5 + " *" + file.getFileName() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SnapshotHeader header(String cluster, long term, long index) {
        return new SnapshotHeader(cluster, term, index, 1_000, "test");
    }

    /** Turns one byte in the middle of a file. */
    static void damage(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names in a folder, in order. */
    static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
