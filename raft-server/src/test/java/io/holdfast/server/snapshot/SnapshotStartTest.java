package io.holdfast.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.server.storage.DirectoryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStartTest {
    @TempDir
    Path root;

    private Path older = Path.of("");
    private Path newer = Path.of("");

    @BeforeEach
    void twoSnapshots() {
        SnapshotFixture node = new SnapshotFixture(root);
        older = node.taken().path();
        newer = node.taken().path();
    }

    @Test
    void theNewestIsLoaded() throws Exception {
        assertThat(loaded(5)).isEqualTo(8);
    }

    @Test
    void aDamagedOneIsPassedOverAndSetAsideIfTheLogReachesBackToTheOlder() throws Exception {
        SnapshotFixture.damage(newer);
        assertThat(loaded(5)).isEqualTo(4);
        assertThat(SnapshotFixture.names(root.resolve("sm")))
                .containsExactly("snapshot.1_4", "snapshot.1_4.md5", "snapshot.1_8.corrupt");
        assertThat(loaded(5)).as("the next start").isEqualTo(4);
    }

    @Test
    void aDamagedOneStopsTheNodeIfTheLogDoesNotReachBackAndSaysWhatToDo() {
        SnapshotFixture.damage(newer);
        assertThatThrownBy(() -> loaded(6))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("the log begins with entry 6 and the newest good snapshot ends with entry 4")
                .hasMessageContaining("snapshot.1_8")
                .hasMessageContaining("replace the member");
        assertThat(newer).exists();
    }

    @Test
    void withoutAGoodOneTheNodeStartsOnlyFromAWholeLog() throws Exception {
        SnapshotFixture.damage(newer);
        SnapshotFixture.damage(older);
        assertThatThrownBy(() -> loaded(1)).isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> load(OptionalLong.empty()))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("there is no log and there is no good snapshot");
        assertThat(load(OptionalLong.of(0))).isNull();
    }

    @Test
    void anEmptyDiskStartsFromNothing() throws Exception {
        assertThat(SnapshotStart.load(new SnapshotFolder(root.resolve("none")), "test", OptionalLong.empty()))
                .isNull();
    }

    @Test
    void aFileWithoutItsMarkIsNoSnapshot() throws Exception {
        Files.delete(newer.resolveSibling("snapshot.1_8.md5"));
        assertThat(loaded(5)).isEqualTo(4);
    }

    @Test
    void aMarkOfAnotherFileOrOfOtherBytesIsFoundOut() throws Exception {
        Path mark = newer.resolveSibling("snapshot.1_8.md5");
        Files.copy(older.resolveSibling("snapshot.1_4.md5"), mark, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> loaded(6)).hasMessageContaining("is the mark of another file");
        Files.writeString(mark, "0".repeat(32) + " *snapshot.1_8\n");
        assertThatThrownBy(() -> loaded(6)).hasMessageContaining("its mark says 0000");
        Files.writeString(mark, "nonsense");
        assertThatThrownBy(() -> loaded(6)).hasMessageContaining("is no mark");
    }

    @Test
    void aFileUnderTheNameOfAnotherPlaceInTheLogIsFoundOut() throws Exception {
        Path sm = root.resolve("sm");
        Files.move(newer, sm.resolve("snapshot.1_9"));
        Files.writeString(
                sm.resolve("snapshot.1_9.md5"),
                Files.readString(sm.resolve("snapshot.1_8.md5")).replace("1_8", "1_9"));
        Files.delete(sm.resolve("snapshot.1_8.md5"));
        assertThatThrownBy(() -> loaded(6)).hasMessageContaining("its name says otherwise");
    }

    @Test
    void aSnapshotOfAnotherClusterIsFoundOut() {
        assertThatThrownBy(() -> SnapshotStart.load(new SnapshotFolder(root), "other", OptionalLong.of(5)))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("it is of cluster test, this node is of cluster other");
    }

    @Test
    void aSnapshotOfANewerReleaseIsNotSetAside() throws Exception {
        byte[] bytes = Files.readAllBytes(newer);
        bytes[11] = 99;
        Files.write(newer, bytes);
        assertThatThrownBy(() -> loaded(5))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("start the newer version");
        assertThat(newer).exists();
    }

    private @Nullable Long loaded(long logBegins) throws DirectoryException {
        Restored restored = load(OptionalLong.of(logBegins));
        return restored == null ? null : restored.file().index();
    }

    private @Nullable Restored load(OptionalLong logBegins) throws DirectoryException {
        return SnapshotStart.load(new SnapshotFolder(root), SnapshotFixture.CLUSTER, logBegins);
    }
}
