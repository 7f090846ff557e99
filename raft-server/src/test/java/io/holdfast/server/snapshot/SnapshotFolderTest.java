package io.holdfast.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a crash leaves, step by step, and what the next start makes of it. */
class SnapshotFolderTest {
    private static final SnapshotName OLD = new SnapshotName(1, 4);
    private static final SnapshotName NEW = new SnapshotName(2, 50);

    @TempDir
    Path root;

    @Test
    void anUnfinishedWriteIsDeleted() throws Exception {
        SnapshotFolder folder = withOld();
        Files.writeString(root.resolve("sm/snapshot.1_9.tmp"), "half");
        Files.writeString(root.resolve("sm/snapshot.1_9.md5.tmp"), "half");
        folder.recover();
        assertThat(SnapshotFixture.names(root.resolve("sm"))).containsExactly("snapshot.1_4", "snapshot.1_4.md5");
    }

    @Test
    void aTransferThatDidNotComeToItsEndIsDeleted() throws Exception {
        SnapshotFolder folder = withOld();
        snapshot("tmp/snapshot-x", NEW);
        folder.recover();
        assertThat(SnapshotFixture.names(root.resolve("tmp"))).isEmpty();
        assertThat(folder.marked()).containsExactly(OLD);
    }

    @Test
    void aCrashBeforeTheSwapLosesNothing() throws Exception {
        SnapshotFolder folder = withOld();
        snapshot("tmp/snapshot-x", NEW);
        folder.secure(root.resolve("tmp/snapshot-x/snapshot.2_50"));
        new SnapshotFolder(root).recover();
        assertThat(folder.marked()).containsExactly(NEW, OLD);
        assertThat(SnapshotFixture.names(root)).containsExactly("sm", "tmp");
    }

    @Test
    void aCrashInTheMiddleOfTheSwapLosesNothing() throws Exception {
        SnapshotFolder folder = withOld();
        snapshot("tmp/snapshot-x", NEW);
        folder.secure(root.resolve("tmp/snapshot-x/snapshot.2_50"));
        Files.move(root.resolve("sm"), root.resolve("sm.tmp2026"));
        new SnapshotFolder(root).recover();
        assertThat(folder.marked()).containsExactly(NEW, OLD);
        assertThat(SnapshotFixture.names(root)).containsExactly("sm", "tmp");
    }

    @Test
    void aCrashAfterTheSwapLosesNothing() throws Exception {
        SnapshotFolder folder = withOld();
        snapshot("tmp/snapshot-x", NEW);
        folder.secure(root.resolve("tmp/snapshot-x/snapshot.2_50"));
        Files.move(root.resolve("sm"), root.resolve("sm.tmp2026"));
        Files.move(root.resolve("tmp/snapshot-x"), root.resolve("sm"));
        new SnapshotFolder(root).recover();
        assertThat(folder.marked()).containsExactly(NEW, OLD);
        assertThat(SnapshotFixture.names(root)).containsExactly("sm", "tmp");
    }

    @Test
    void aCrashInTheMiddleOfRecoveryItselfLosesNothing() throws Exception {
        SnapshotFolder folder = withOld();
        snapshot("incoming", NEW);
        Files.createLink(root.resolve("sm/snapshot.2_50"), root.resolve("incoming/snapshot.2_50"));
        folder.recover();
        assertThat(folder.marked()).containsExactly(NEW, OLD);
    }

    @Test
    void filesWithoutAMarkGoWithTheSnapshotsThatAreOlderThanTheKept() throws Exception {
        SnapshotFolder folder = withOld();
        Files.delete(root.resolve("sm/snapshot.1_4.md5"));
        snapshot("sm", new SnapshotName(1, 8));
        snapshot("sm", new SnapshotName(1, 12));
        folder.prune(2);
        assertThat(SnapshotFixture.names(root.resolve("sm")))
                .containsExactly("snapshot.1_12", "snapshot.1_12.md5", "snapshot.1_8", "snapshot.1_8.md5");
    }

    private SnapshotFolder withOld() throws IOException {
        snapshot("sm", OLD);
        Files.createDirectories(root.resolve("tmp"));
        return new SnapshotFolder(root);
    }

    private void snapshot(String in, SnapshotName name) throws IOException {
        Path folder = Files.createDirectories(root.resolve(in));
        Files.writeString(folder.resolve(name.fileName()), "rows");
        Files.writeString(folder.resolve(name.markName()), "0".repeat(32) + " *" + name.fileName() + "\n");
    }
}
