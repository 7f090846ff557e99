package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.server.port.StateCopy;
import io.holdfast.server.snapshot.SnapshotFolder;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.statemachine.CoordinationState;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of snapshots, with a clock that the test moves and a background thread that is the test's. */
class SnapshotCopiesTest {
    @TempDir
    Path root;

    private final CoordinationState state = new CoordinationState();
    private final List<StateCopy> opened = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private long nanos;
    private long index;
    private boolean heapFull;
    private Snapshotter snapshotter;
    private SnapshotCopies copies;

    @BeforeEach
    void build() {
        snapshotter = new Snapshotter(
                new SnapshotOptions(1_000, 1 << 20, Duration.ofHours(1), 2, Long.MAX_VALUE, "test"),
                new SnapshotFolder(root),
                "test",
                () -> "",
                new Snapshotter.Surroundings(
                        Runnable::run,
                        () -> nanos,
                        () -> 1_000,
                        () -> 0,
                        () -> index,
                        () -> heapFull,
                        new ServerMetrics()),
                purged -> {});
        copies = new SnapshotCopies(snapshotter, Runnable::run, () -> heapFull, () -> nanos);
    }

    private void apply() {
        index++;
        state.apply(new CommandBatch(
                index, 7, index, List.of(new Put(Bytes.utf8("k" + index), Bytes.wrap(new byte[100_000])))));
        snapshotter.applied(1, index, 100, state.capture());
    }

    private void open(long deadline) {
        copies.open(deadline, new Answer<StateCopy>() {
            @Override
            public void answered(StateCopy copy) {
                opened.add(copy);
            }

            @Override
            public void failed(Failure failure) {
                failures.add(failure);
            }
        });
    }

    private void tick() {
        snapshotter.tick();
        copies.tick();
    }

    private static Bytes next(StateCopy copy, int bytes) {
        List<Bytes> pieces = new ArrayList<>();
        copy.next(bytes, new Answer<Bytes>() {
            @Override
            public void answered(Bytes piece) {
                pieces.add(piece);
            }

            @Override
            public void failed(Failure failure) {
                throw new AssertionError(failure);
            }
        });
        return pieces.get(0);
    }

    @Test
    void aCopyHasEverythingAppliedBeforeItWasAskedForAndIsReadPieceByPiece() throws Exception {
        apply();
        open(1);
        assertThat(opened).isEmpty();
        tick();
        StateCopy copy = opened.get(0);
        byte[] file = Files.readAllBytes(root.resolve("sm/snapshot.1_1"));
        assertThat(copy.bytes()).isEqualTo(file.length);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Bytes piece = next(copy, 1_000); !piece.isEmpty(); piece = next(copy, 1_000)) {
            all.writeBytes(piece.sharedArray());
        }
        assertThat(all.toByteArray()).isEqualTo(file);
        copy.close();
    }

    @Test
    void aCopyStaysWholeWhenItsFileIsPruned() throws Exception {
        apply();
        open(1);
        tick();
        StateCopy copy = opened.get(0);
        for (int i = 0; i < 3; i++) {
            apply();
            snapshotter.want();
            tick();
            nanos += Duration.ofMinutes(10).toNanos();
            tick();
        }
        assertThat(root.resolve("sm/snapshot.1_1")).doesNotExist();
        assertThat(next(copy, Integer.MAX_VALUE).size()).isEqualTo((int) copy.bytes());
        copy.close();
    }

    @Test
    void whatCannotBeHasAReason() {
        heapFull = true;
        open(1);
        assertThat(failures.get(0).code()).isEqualTo(Failure.Code.OVERLOADED);
        heapFull = false;
        for (int i = 0; i < 5; i++) {
            open(1_000);
        }
        assertThat(failures.get(1).code()).as("more than there may be").isEqualTo(Failure.Code.OVERLOADED);
        nanos = 1_000;
        tick();
        assertThat(failures).hasSize(6);
        assertThat(failures.get(5).code()).as("nothing was applied in time").isEqualTo(Failure.Code.TIMEOUT);
        apply();
        open(2_000);
        tick();
        opened.get(0).close();
        opened.get(0).close();
        for (int i = 0; i < 4; i++) {
            open(2_000);
        }
        tick();
        assertThat(opened).as("places are given back, once each").hasSize(5);
    }
}
