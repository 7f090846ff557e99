package io.holdfast.server.snapshot;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotterTest {
    @TempDir
    Path root;

    @Test
    void aSnapshotHoldsTheStateAtTheMomentItWasBegunThoughApplyGoesOn() throws Exception {
        SnapshotFixture node = new SnapshotFixture(root);
        node.apply(4);
        Digest captured = node.state.digest();
        node.snapshotter.tick();
        node.apply(100);
        node.background.remove().run();

        SnapshotFile newest = requireNonNull(node.snapshotter.newest());
        assertThat(newest.index()).isEqualTo(4);
        Restored restored =
                requireNonNull(SnapshotStart.load(node.folder, SnapshotFixture.CLUSTER, OptionalLong.of(0)));
        assertThat(restored.image().digest()).isEqualTo(captured);
        assertThat(restored.image().recomputedDigest()).isEqualTo(captured);
        assertThat(restored.file()).isEqualTo(newest);
    }

    @Test
    void theLogIsPurgedUpToTheOlderOfTwoSnapshotsAndOnlyTwoAreKept() {
        SnapshotFixture node = new SnapshotFixture(root);
        node.taken();
        assertThat(node.purged).as("one snapshot alone may turn out bad").isEmpty();
        node.taken();
        assertThat(node.purged).containsExactly(4L);
        node.taken();
        assertThat(node.purged).containsExactly(4L, 8L);
        assertThat(SnapshotFixture.names(root.resolve("sm")))
                .containsExactly("snapshot.1_12", "snapshot.1_12.md5", "snapshot.1_8", "snapshot.1_8.md5");
    }

    @Test
    void oneThatSomebodyWantsIsTakenThoughNoneIsDueUnlessTheNewestHasEverything() {
        SnapshotFixture node = new SnapshotFixture(
                root, new SnapshotOptions(1_000, 1 << 20, Duration.ofHours(1), 2, Long.MAX_VALUE, "test"));
        node.apply(3);
        node.snapshotter.tick();
        assertThat(node.background).as("none is due").isEmpty();
        assertThat(node.snapshotter.want()).isEqualTo(3);
        node.tickAndWork();
        assertThat(requireNonNull(node.snapshotter.newest()).index()).isEqualTo(3);
        node.snapshotter.tick();
        assertThat(node.snapshotter.want()).isEqualTo(3);
        node.snapshotter.tick();
        assertThat(node.background).isEmpty();
        node.apply(1);
        node.snapshotter.tick();
        assertThat(node.background).as("nobody wants the newest entry").isEmpty();
    }

    @Test
    void noneIsTakenWhileANodeCatchesUpAfterItsStart() {
        SnapshotFixture node = new SnapshotFixture(root);
        node.committed = 1_000;
        node.apply(8);
        node.snapshotter.tick();
        assertThat(node.background).isEmpty();
        node.committed = 9;
        node.tickAndWork();
        assertThat(requireNonNull(node.snapshotter.newest()).index()).isEqualTo(8);
    }

    @Test
    void whileTheHeapIsFullNoneIsBegunAndOneThatIsBeingWrittenIsCalledOff() {
        SnapshotFixture node = new SnapshotFixture(root);
        node.apply(4);
        node.heapFull = true;
        node.snapshotter.tick();
        assertThat(node.background).as("none is begun").isEmpty();

        node.heapFull = false;
        node.snapshotter.tick();
        Runnable writing = node.background.remove();
        node.whileWriting = () -> {
            node.heapFull = true;
            node.snapshotter.tick();
        };
        writing.run();
        assertThat(node.snapshotter.newest()).as("called off").isNull();

        node.heapFull = false;
        node.snapshotter.tick();
        node.nanos += Duration.ofSeconds(11).toNanos();
        node.tickAndWork();
        assertThat(requireNonNull(node.snapshotter.newest()).index()).isEqualTo(4);
    }

    @Test
    void aFailureIsCountedRegistersNothingAndIsTriedAgainLater() throws Exception {
        SnapshotFixture node = new SnapshotFixture(root);
        Files.writeString(root.resolve("sm"), "a file where the folder should be");
        node.apply(4);
        node.tickAndWork();
        node.snapshotter.tick();
        assertThat(node.snapshotter.newest()).isNull();
        assertThat(node.purged).isEmpty();
        assertThat(node.background).as("not at once").isEmpty();

        Files.delete(root.resolve("sm"));
        node.nanos += Duration.ofSeconds(11).toNanos();
        node.tickAndWork();
        assertThat(node.snapshotter.newest()).isNotNull();
    }

    @Test
    void aFileThatDoesNotReadBackAsItWasWrittenIsNotRegistered() throws Exception {
        SnapshotFixture node = new SnapshotFixture(root);
        node.apply(4);
        Path file = root.resolve("file");
        var header = SnapshotFixture.header(SnapshotFixture.CLUSTER, 1, 4);
        Pace pace = new Pace(Long.MAX_VALUE, () -> 0);
        SnapshotPass.write(file, header, node.state.capture(), pace);
        node.apply(1);
        assertThatThrownBy(() -> SnapshotPass.compare(file, header, node.state.capture(), pace))
                .isInstanceOf(InvalidSnapshotException.class);
    }

    @Test
    void whatTheLeaderSentIsVerifiedBeforeItTakesThePlaceOfAnything() throws Exception {
        SnapshotFixture node = new SnapshotFixture(root);
        SnapshotFile own = node.taken();
        Path sent = root.resolve("tmp/snapshot-request/snapshot.2_50");
        SnapshotFixture.write(sent, SnapshotFixture.header(SnapshotFixture.CLUSTER, 2, 50), node.state.capture());
        SnapshotFixture.damage(sent);

        assertThatThrownBy(node.snapshotter::received)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("snapshot.2_50");
        assertThat(SnapshotFixture.names(root.resolve("tmp"))).isEmpty();
        assertThat(SnapshotFixture.names(root)).doesNotContain("incoming");
        assertThat(node.snapshotter.newest()).isEqualTo(own);
        assertThatThrownBy(node.snapshotter::installed).isInstanceOf(IOException.class);
    }

    @Test
    void theStateGoesOnFromWhatWasInstalledAndNothingOlderIsPublishedAfterwards() throws Exception {
        SnapshotFixture node = new SnapshotFixture(root);
        node.apply(4);
        node.snapshotter.tick();
        CoordinationState leader = new CoordinationState();
        for (int i = 1; i <= 50; i++) {
            SnapshotFixture.apply(leader, i);
        }
        SnapshotFixture.write(
                root.resolve("tmp/snapshot-request/snapshot.2_50"),
                SnapshotFixture.header(SnapshotFixture.CLUSTER, 2, 50),
                leader.capture());

        node.snapshotter.received();
        node.background.remove().run();
        assertThat(node.snapshotter.newest()).as("our own, begun before").isNull();
        Files.deleteIfExists(root.resolve("sm"));
        Files.move(root.resolve("tmp/snapshot-request"), root.resolve("sm"));
        Restored installed = node.snapshotter.installed();

        assertThat(installed.image().digest()).isEqualTo(leader.digest());
        assertThat(installed.file().path()).isEqualTo(root.resolve("sm/snapshot.2_50"));
        assertThat(node.snapshotter.newest()).isEqualTo(installed.file());
        assertThat(SnapshotFixture.names(root)).containsExactly("sm", "tmp");
    }
}
