package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentNamesTest {
    private final Random random = new Random(42);

    @TempDir
    Path folder;

    @Test
    void aSegmentWhoseClosingNameWasLostIsClosedAgain() throws IOException {
        byte[] segment = SegmentImage.of(record(), record(), record());
        write("log_inprogress_4", segment);
        write("log_inprogress_7", SegmentImage.of());
        assertThat(SegmentNames.repair(folder)).isTrue();
        assertThat(names()).containsExactly("log_4-6", "log_inprogress_7");
        assertThat(Files.readAllBytes(folder.resolve("log_4-6")))
                .isEqualTo(Arrays.copyOf(segment, SegmentImage.endOf(segment)));
    }

    @Test
    void entriesThatTheNextSegmentReplacesAreCutOff() throws IOException {
        byte[] first = record();
        write("log_inprogress_4", SegmentImage.of(first, record(), record()));
        write("log_inprogress_5", SegmentImage.of());
        assertThat(SegmentNames.repair(folder)).isTrue();
        byte[] kept = SegmentImage.of(first);
        assertThat(Files.readAllBytes(folder.resolve("log_4-4")))
                .isEqualTo(Arrays.copyOf(kept, SegmentImage.endOf(kept)));
    }

    @Test
    void aSegmentThatEndsTooEarlyIsDamagedAndLeftForRatisToRefuse() throws IOException {
        write("log_inprogress_4", SegmentImage.of(record()));
        write("log_inprogress_7", SegmentImage.of());
        assertThat(SegmentNames.repair(folder)).isFalse();
        assertThat(names()).containsExactly("log_inprogress_4", "log_inprogress_7");
    }

    @Test
    void aLogWithOneSegmentInProgressOrNoneIsLeftAlone() throws IOException {
        assertThat(SegmentNames.repair(folder.resolve("nowhere"))).isFalse();
        write("log_0-3", SegmentImage.of(record()));
        write("log_inprogress_4", SegmentImage.of(record()));
        assertThat(SegmentNames.repair(folder)).isFalse();
        assertThat(names()).containsExactly("log_0-3", "log_inprogress_4");
    }

    private byte[] record() {
        return SegmentImage.record(random, 200);
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList().stream();
        }
    }
}
