package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.snapshot.SnapshotFolder;
import io.holdfast.server.snapshot.SnapshotOptions;
import io.holdfast.server.snapshot.Snapshotter;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.storage.LogCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisStateMachineTest {
    private final RecordingFailStop failStop = new RecordingFailStop();
    private long batches;
    private final AppliedIndex applied = new AppliedIndex();
    private final List<Long> heard = new ArrayList<>();
    private final DigestSamples digests = new DigestSamples();
    private final CoordinationState state = new CoordinationState();
    private final Deque<Runnable> background = new ArrayDeque<>();

    @TempDir
    Path folder;

    private Snapshotter snapshots = snapshotter(Path.of(""));
    private RatisStateMachine stateMachine = stateMachine();

    @BeforeEach
    void openFolder() {
        snapshots = snapshotter(folder);
        stateMachine = stateMachine();
    }

    @Test
    void aFollowerDecodesAndAppliesAnEntry() {
        assertThat(stateMachine.applyTransaction(entry(5, put("a")))).isCompleted();
        assertThat(applied.get()).isEqualTo(5);
        assertThat(heard).containsExactly(1L);
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void anEntryThatCannotBeReadStopsTheNodeNamingIt() {
        stateMachine.applyTransaction(entry(5, new byte[] {99, 1, 2}));
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("log entry 5 of term 1 cannot be read")
                .contains("replace the member");
        assertThat(applied.get()).isEqualTo(-1);
    }

    @Test
    void aFailedLogWriteStopsTheNodeNamingTheEntry() {
        LogEntryProto failed = LogEntryProto.newBuilder().setIndex(9).build();
        stateMachine.notifyLogFailed(new IOException("No space left on device"), failed);
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("log entry 9")
                .contains("No space left on device")
                .contains("check the disk");
    }

    @Test
    void digestsAreTakenAtMultiplesOfTheirStepAlsoAcrossConfigurationEntries() {
        for (long index = 0; index < 3 * DigestSamples.EVERY; index++) {
            if (index % DigestSamples.EVERY == 0) {
                stateMachine.notifyTermIndexUpdated(1, index);
            } else {
                stateMachine.applyTransaction(entry(index, put("k" + index)));
            }
        }
        assertThat(digests.newest()).extracting(sample -> sample.index()).containsExactly(0L, 64L, 128L);
    }

    @Test
    void takeSnapshotNamesTheLastFinishedOneAndWaitsForNone() {
        apply(1, 5);
        snapshots.tick();
        assertThat(background).as("one is under way").hasSize(1);
        assertThat(stateMachine.takeSnapshot()).isEqualTo(-1);
        background.remove().run();
        apply(6, 10);
        assertThat(stateMachine.takeSnapshot()).isEqualTo(5);
        assertThat(stateMachine.getLatestSnapshot().getTermIndex()).isEqualTo(TermIndex.valueOf(1, 5));
    }

    @Test
    void ratisIsShownNoSnapshotThatIsNotMarked() throws Exception {
        Files.createDirectories(folder.resolve("sm"));
        Files.writeString(folder.resolve("sm/snapshot.1_5"), "not finished");
        assertThat(stateMachine.getLatestSnapshot()).isNull();
    }

    @Test
    void pauseLeavesTheLifeCyclePausedAndReinitializeGoesOnFromWhatWasSent() throws Exception {
        Digest sent = sendSnapshotOf(5);
        stateMachine.initialize(mock(RaftServer.class), RaftGroupId.randomId(), storage());
        apply(1, 2);

        stateMachine.pause();
        assertThat(stateMachine.getLifeCycleState()).isEqualTo(LifeCycle.State.PAUSED);
        apply(3, 3);
        swap();
        stateMachine.reinitialize();

        assertThat(stateMachine.getLifeCycleState()).isEqualTo(LifeCycle.State.RUNNING);
        assertThat(state.digest()).isEqualTo(sent);
        assertThat(applied.get()).isEqualTo(5);
        assertThat(heard).containsExactly(1L, 2L, 3L, -5L);
        assertThat(stateMachine.getLastAppliedTermIndex()).isEqualTo(TermIndex.valueOf(1, 5));
        assertThat(stateMachine.getLatestSnapshot().getIndex()).isEqualTo(5);
        apply(6, 6);
        assertThat(applied.get()).isEqualTo(6);
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void aSecondPauseAfterAnInstallationThatStoppedHalfWayIsNoError() throws Exception {
        sendSnapshotOf(5);
        stateMachine.initialize(mock(RaftServer.class), RaftGroupId.randomId(), storage());
        stateMachine.pause();
        stateMachine.pause();
        swap();
        stateMachine.reinitialize();
        assertThat(applied.get()).isEqualTo(5);
    }

    @Test
    void aBadSnapshotFromTheLeaderIsRefusedBeforeAnythingChanges() throws Exception {
        sendSnapshotOf(5);
        stateMachine.initialize(mock(RaftServer.class), RaftGroupId.randomId(), storage());
        apply(1, 2);
        Digest before = state.digest();
        Path sent = folder.resolve("tmp/snapshot-request/snapshot.1_5");
        byte[] bytes = Files.readAllBytes(sent);
        bytes[bytes.length - 20] ^= 1;
        Files.write(sent, bytes);

        assertThatThrownBy(stateMachine::pause).isInstanceOf(UncheckedIOException.class);
        assertThat(stateMachine.getLifeCycleState()).isEqualTo(LifeCycle.State.RUNNING);
        assertThat(state.digest()).isEqualTo(before);
        apply(3, 3);
        assertThat(applied.get()).isEqualTo(3);
        assertThat(failStop.lines()).isEmpty();
    }

    @Test
    void anInstalledSnapshotThatIsNotInItsPlaceStopsTheNode() throws Exception {
        sendSnapshotOf(5);
        stateMachine.initialize(mock(RaftServer.class), RaftGroupId.randomId(), storage());
        stateMachine.pause();
        assertThatThrownBy(stateMachine::reinitialize).isInstanceOf(IOException.class);
        assertThat(failStop.lines())
                .singleElement()
                .asString()
                .contains("is not there")
                .contains("check the disk");
    }

    private RaftStorage storage() throws IOException {
        RaftStorageDirectory folders = mock(RaftStorageDirectory.class);
        when(folders.getRoot()).thenReturn(folder.toFile());
        when(folders.getCurrentDir())
                .thenReturn(Files.createDirectories(folder.resolve("current")).toFile());
        RaftStorage opened = mock(RaftStorage.class);
        when(opened.getStorageDir()).thenReturn(folders);
        return opened;
    }

    /** What Ratis does between pause and reinitialize. */
    private void swap() throws IOException {
        Files.deleteIfExists(folder.resolve("sm"));
        Files.move(folder.resolve("tmp/snapshot-request"), folder.resolve("sm"));
    }

    /** Leaves a snapshot where Ratis leaves what a leader has sent, of another node's state after so many entries. */
    private Digest sendSnapshotOf(int entries) throws IOException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Snapshotter sender = snapshotter(other);
        CoordinationState its = new CoordinationState();
        RatisStateMachine leader = new RatisStateMachine(
                its, new AppliedIndex(), new Listener(), new DigestSamples(), sender, () -> {}, failStop);
        for (long index = 1; index <= entries; index++) {
            leader.applyTransaction(entry(index, put("of the leader " + index, index)));
        }
        heard.clear();
        sender.tick();
        background.remove().run();
        Files.createDirectories(folder.resolve("tmp"));
        Files.move(other.resolve("sm"), folder.resolve("tmp/snapshot-request"));
        return its.digest();
    }

    private void apply(long first, long last) {
        for (long index = first; index <= last; index++) {
            assertThat(stateMachine.applyTransaction(entry(index, put("k" + index, index))))
                    .isCompleted();
        }
    }

    private Snapshotter snapshotter(Path root) {
        return new Snapshotter(
                new SnapshotOptions(1, 1, Duration.ofHours(1), 2, Long.MAX_VALUE, "test"),
                new SnapshotFolder(root),
                TestCluster.NAME,
                () -> "",
                new Snapshotter.Surroundings(
                        background::add, () -> 1, () -> 1, () -> 0, () -> -1, () -> false, new ServerMetrics()),
                index -> {});
    }

    private RatisStateMachine stateMachine() {
        return new RatisStateMachine(state, applied, new Listener(), digests, snapshots, () -> {}, failStop);
    }

    private static byte[] put(String key, long number) {
        return LogCodec.encode(1, 2, number, List.of(TestCluster.put(key, "v")));
    }

    private byte[] put(String key) {
        return LogCodec.encode(1, 2, ++batches, List.of(TestCluster.put(key, "v")));
    }

    private static TransactionContext entry(long index, byte[] content) {
        LogEntryProto entry = LogEntryProto.newBuilder()
                .setTerm(1)
                .setIndex(index)
                .setStateMachineLogEntry(
                        StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(content)))
                .build();
        TransactionContext context = mock(TransactionContext.class);
        when(context.getLogEntry()).thenReturn(entry);
        return context;
    }

    private final class Listener implements RatisStateMachine.ApplyListener {
        @Override
        public void applying(Applied result) {}

        @Override
        public void applied(CommandBatch batch, Applied result) {
            heard.add(batch.number());
        }

        @Override
        public void installed(StateImage image) {
            heard.add(1 - image.proposers().nextOf(2));
        }
    }
}
