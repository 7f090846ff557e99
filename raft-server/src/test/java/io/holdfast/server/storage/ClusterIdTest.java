package io.holdfast.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterIdTest {
    @TempDir
    Path folder;

    @Test
    void aClusterThatWasNeverRestoredHasTheIdOfItsNameWhichIsNotWrittenDown() {
        ClusterId id = ClusterId.ofName("demo");
        assertThat(id.value()).isEqualTo(UUID.nameUUIDFromBytes("holdfast/demo".getBytes(StandardCharsets.UTF_8)));
        assertThat(id.written("demo")).isEmpty();
        assertThat(id.written("other")).isEqualTo(id.toString());
        assertThat(ClusterId.read("demo", "")).isEqualTo(id);
    }

    @Test
    void aRestorationHasTheSameIdWhereverTheSameBackupAndWordAreGiven() {
        ClusterId id = ClusterId.restored("demo", "aa", "drill-1", 1);
        assertThat(ClusterId.restored("demo", "aa", "drill-1", 1)).isEqualTo(id);
        assertThat(id.value().version()).isEqualTo(8);
        assertThat(id.value().variant()).isEqualTo(2);
        assertThat(ClusterId.restored("demo", "aa", "drill-2", 1)).isNotEqualTo(id);
        assertThat(ClusterId.restored("demo", "ab", "drill-1", 1)).isNotEqualTo(id);
        assertThat(ClusterId.restored("other", "aa", "drill-1", 1)).isNotEqualTo(id);
        assertThat(ClusterId.read("demo", id.written("demo"))).isEqualTo(id);
    }

    @Test
    void nodesThatBeginWithDifferentNumbersAreOfDifferentClusters() {
        ClusterId once = ClusterId.restored("demo", "aa", "drill-1", 1);
        ClusterId twice = ClusterId.restored("demo", "aa", "drill-1", 2);
        assertThat(twice)
                .isEqualTo(ClusterId.restored("demo", "aa", "drill-1", 2))
                .isNotEqualTo(once)
                .isNotEqualTo(ClusterId.restored("demo", "aa", "drill-1", 3));
        assertThat(once).as("as in every release").hasToString("87063209-e5ff-8b28-a9de-a2c6f7b724d4");
    }

    @Test
    void whatIsNoIdIsRefused() {
        for (String text : new String[] {"1", "9d0c41f2", "9D0C41F2-7A33-8E21-B5D4-0A1B2C3D4E5F", "../../etc"}) {
            assertThatThrownBy(() -> ClusterId.read("demo", text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aDirectoryRemembersWhichClusterItBelongsTo() throws DirectoryException {
        ClusterId id = ClusterId.restored("demo", "aa", "drill-1", 1);
        try (DataDirectory directory = DataDirectory.open(folder.resolve("data"), "demo", "n1")) {
            assertThatThrownBy(directory::cluster).isInstanceOf(IllegalStateException.class);
            directory.format("demo", "n1", id);
        }
        try (DataDirectory again = DataDirectory.open(folder.resolve("data"), "demo", "n1")) {
            assertThat(again.cluster()).isEqualTo(id);
        }
    }

    @Test
    void anIdentityOfARestoredClusterIsOfTheNewFormatAndAllOthersOfTheOldOne() throws DirectoryException {
        Identity restored = new Identity("demo", "n1", "s", ClusterId.restored("demo", "aa", "drill-1", 1));
        assertThat(new String(restored.encode(), StandardCharsets.UTF_8)).startsWith("format=2\n");
        assertThat(Identity.decode(restored.encode(), "identity")).isEqualTo(restored);
        Identity never = new Identity("demo", "n1", "s");
        assertThat(new String(never.encode(), StandardCharsets.UTF_8))
                .startsWith("format=1\n")
                .doesNotContain("id=");
        assertThat(Identity.decode(never.encode(), "identity")).isEqualTo(never);
        String mixed = new String(restored.encode(), StandardCharsets.UTF_8).replace("format=2", "format=1");
        assertThatThrownBy(() -> Identity.decode(mixed.getBytes(StandardCharsets.UTF_8), "identity"))
                .isInstanceOf(DirectoryException.class);
    }
}
