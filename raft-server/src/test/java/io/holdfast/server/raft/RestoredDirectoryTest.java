package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.storage.ClusterId;
import io.holdfast.server.storage.DataDirectory;
import io.holdfast.server.storage.DirectoryException;
import io.holdfast.server.storage.Identity;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoredDirectoryTest {
    private static final ClusterId CLUSTER = ClusterId.restored("demo", "aa", "drill-1", 1);

    @TempDir
    Path folder;

    private final SnapshotHeader header = new SnapshotHeader("demo", CLUSTER.written("demo"), 4, 90, 1_000, "test");
    private final StateImage image = new CoordinationState().capture();

    @Test
    void aDirectoryThatAServerFormattedMeanwhileIsLeftAsItIs() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder, "demo", "n1")) {
            Identity identity = directory.format("demo", "n1");
            assertThatThrownBy(() -> RestoredDirectory.write(directory, "n1", CLUSTER, header, image))
                    .isInstanceOf(DirectoryException.class)
                    .hasMessageContaining(folder.toString());
            assertThat(directory.identity()).contains(identity);
            assertThat(directory.hasJoined()).isFalse();
            assertThat(RatisServers.groupFolder(directory, CLUSTER)).doesNotExist();
        }
    }
}
