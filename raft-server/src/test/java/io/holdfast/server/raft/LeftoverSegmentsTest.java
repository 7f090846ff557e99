package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverSegmentsTest {
    @TempDir
    Path folder;

    @Test
    void aLogWithoutAGapIsLeftAsItIs() throws Exception {
        segments("log_0-9", "log_10-19", "log_inprogress_20");
        assertThat(LeftoverSegments.logBegins(folder)).hasValue(0);
        LeftoverSegments.delete(folder, 15);
        assertThat(names()).containsExactly("log_0-9", "log_10-19", "log_inprogress_20");
    }

    @Test
    void whatAPurgeLeftBelowAGapIsDeletedIfASnapshotHoldsAllOfIt() throws Exception {
        segments("log_0-9", "log_10-19", "log_30-39", "log_inprogress_40");
        assertThat(LeftoverSegments.logBegins(folder)).hasValue(30);
        LeftoverSegments.delete(folder, 29);
        assertThat(names()).containsExactly("log_30-39", "log_inprogress_40");
    }

    @Test
    void whatNoSnapshotHoldsStaysForRatisToRefuse() throws Exception {
        segments("log_0-9", "log_10-19", "log_inprogress_40");
        LeftoverSegments.delete(folder, 18);
        assertThat(names()).containsExactly("log_0-9", "log_10-19", "log_inprogress_40");
    }

    @Test
    void onlyTheLogAboveTheLastOfSeveralGapsCounts() throws Exception {
        segments("log_0-9", "log_20-29", "log_40-49");
        assertThat(LeftoverSegments.logBegins(folder)).hasValue(40);
        LeftoverSegments.delete(folder, 39);
        assertThat(names()).containsExactly("log_40-49");
    }

    @Test
    void twoSegmentsInProgressHaveNoGapBetweenThem() throws Exception {
        segments("log_inprogress_5", "log_inprogress_20");
        assertThat(LeftoverSegments.logBegins(folder)).hasValue(5);
        LeftoverSegments.delete(folder, 100);
        assertThat(names()).hasSize(2);
    }

    @Test
    void otherFilesAreNoSegments() throws Exception {
        segments("raft-meta", "raft-meta.conf", "log_x");
        assertThat(LeftoverSegments.logBegins(folder)).isEmpty();
        assertThat(LeftoverSegments.logBegins(folder.resolve("missing"))).isEmpty();
        LeftoverSegments.delete(folder, 100);
        assertThat(names()).hasSize(3);
    }

    private void segments(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
