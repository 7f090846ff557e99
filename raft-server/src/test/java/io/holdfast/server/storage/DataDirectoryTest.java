package io.holdfast.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void name() {
        path = folder.resolve("data");
    }

    @Test
    void aFormattedDirectoryOpensAgainWithTheSameStorageId() throws Exception {
        Identity formatted = format();
        try (DataDirectory again = DataDirectory.open(path, "demo", "n1")) {
            assertThat(again.identity()).contains(formatted);
        }
    }

    @Test
    void anEmptyDirectoryStaysEmptyUntilItIsFormatted() throws Exception {
        DataDirectory.open(path, "demo", "n1").close();
        try (DataDirectory again = DataDirectory.open(path, "demo", "n1")) {
            assertThat(again.identity()).isEmpty();
        }
    }

    @Test
    void twoFormattedDirectoriesHaveDifferentStorageIds() throws Exception {
        Identity first = format();
        path = folder.resolve("other");
        assertThat(format().storage()).isNotEqualTo(first.storage());
    }

    @Test
    void aDirectoryInUseIsRefusedNamingTheProcess() throws Exception {
        try (DataDirectory inUse = DataDirectory.open(path, "demo", "n1")) {
            assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n1"))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining(inUse.path().resolve("lock").toString());
        }
    }

    @Test
    void anotherClustersDirectoryIsRefusedNamingBoth() throws Exception {
        format();
        assertThatThrownBy(() -> DataDirectory.open(path, "prod", "n1"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("belongs to cluster demo")
                .hasMessageContaining("configured for cluster prod");
    }

    @Test
    void anotherNodesDirectoryIsRefusedNamingBoth() throws Exception {
        format();
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n2"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("belongs to node n1")
                .hasMessageContaining("configured as node n2");
    }

    @Test
    void aNewerFormatIsRefused() throws Exception {
        format();
        rewrite("format=1", "format=3");
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n1"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("format 3");
    }

    @Test
    void aDamagedIdentityIsRefused() throws Exception {
        format();
        rewrite("node=n1", "node=n7");
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n7"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void everyTruncationOfAnIdentityIsRefused() throws Exception {
        byte[] whole = new Identity("demo", "n1", "s").encode();
        for (int length = 0; length < whole.length - 1; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Identity.decode(cut, "identity"))
                    .as("cut to %s", length)
                    .isInstanceOf(DirectoryException.class);
        }
    }

    @Test
    void aFolderWithForeignFilesIsRefused() throws Exception {
        Files.createDirectories(path);
        Files.writeString(path.resolve("letters.txt"), "dear");
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n1"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("letters.txt");
    }

    @Test
    void aLogWithoutAnIdentityIsRefused() throws Exception {
        format();
        Files.createDirectories(path.resolve("raft/log"));
        Files.delete(path.resolve("identity"));
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n1"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("no identity file");
    }

    @Test
    void aDirectoryRemembersThatRaftHasRunOnIt() throws Exception {
        format();
        try (DataDirectory directory = DataDirectory.open(path, "demo", "n1")) {
            assertThat(directory.hasJoined()).isFalse();
            directory.markJoined();
            directory.markJoined();
        }
        try (DataDirectory again = DataDirectory.open(path, "demo", "n1")) {
            assertThat(again.hasJoined()).isTrue();
        }
    }

    @Test
    void aDirectoryThatRaftHasRunOnIsRefusedWithoutItsIdentity() throws Exception {
        Files.createDirectories(path);
        Files.createFile(path.resolve("joined"));
        assertThatThrownBy(() -> DataDirectory.open(path, "demo", "n1"))
                .isInstanceOf(DirectoryException.class)
                .hasMessageContaining("holds joined but no identity file");
    }

    private Identity format() throws DirectoryException {
        try (DataDirectory directory = DataDirectory.open(path, "demo", "n1")) {
            return directory.format("demo", "n1");
        }
    }

    private void rewrite(String from, String to) throws Exception {
        Path file = path.resolve("identity");
        Files.writeString(file, Files.readString(file).replace(from, to), StandardCharsets.UTF_8);
    }
}
