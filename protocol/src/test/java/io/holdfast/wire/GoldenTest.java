package io.holdfast.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.holdfast.storage.LogCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes that were once written decode forever, and to the same bytes again. The files are hex, 32 bytes a line, one for
 * each sample of {@link GoldenSamples}; {@code -Dgolden.add=true} writes those that do not exist yet and never touches one
 * that does.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final int BYTES_A_LINE = 32;

    @BeforeAll
    static void addIfAsked() throws IOException {
        if (Boolean.getBoolean("golden.add")) {
            add(FOLDER);
        }
    }

    @Test
    void everySampleHasAFileAndEveryFileASample() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".hex", ""))
                    .sorted()
                    .toList();
            assertThat(names).containsExactlyElementsOf(GoldenSamples.all().keySet());
        }
    }

    @Test
    void goldenBytesDecodeToTheirSample() throws IOException, MalformedException {
        for (GoldenSamples.Sample sample : GoldenSamples.all().values()) {
            assertThat(sample.decoder().decode(read(sample.name())))
                    .as(sample.name())
                    .isEqualTo(sample.value());
        }
    }

    @Test
    void samplesEncodeToTheirGoldenBytes() throws IOException {
        for (GoldenSamples.Sample sample : GoldenSamples.all().values()) {
            assertThat(hex(sample.encoded().toArray())).as(sample.name()).isEqualTo(hex(read(sample.name())));
        }
    }

    @Test
    void anUnknownVersionOfALogEntrySaysWhatToDo() {
        byte[] entry = LogCodec.encode(1, 2, 3, List.of());
        entry[0] = 2;
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> LogCodec.decode(ByteBuffer.wrap(entry)))
                .withMessageContaining("format version 2")
                .withMessageContaining("run the release that wrote it")
                .matches(MalformedException::unsupported);
    }

    @Test
    void addingWritesOnlyWhatIsMissing(@TempDir Path folder) throws IOException {
        Path present = folder.resolve(GoldenSamples.all().keySet().iterator().next() + ".hex");
        Files.writeString(present, "00\n");
        add(folder);
        assertThat(present).hasContent("00\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSameSizeAs(GoldenSamples.all().keySet());
        }
    }

    private static void add(Path folder) throws IOException {
        for (GoldenSamples.Sample sample : new TreeMap<>(GoldenSamples.all()).values()) {
            Path file = folder.resolve(sample.name() + ".hex");
            if (!Files.exists(file)) {
                Files.writeString(file, hex(sample.encoded().toArray()));
            }
        }
    }

    private static byte[] read(String name) throws IOException {
        String hex = Files.readString(FOLDER.resolve(name + ".hex"), StandardCharsets.US_ASCII);
        return HexFormat.of().parseHex(hex.replace("\n", ""));
    }

    private static String hex(byte[] bytes) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < bytes.length; i += BYTES_A_LINE) {
            hex.append(HexFormat.of().formatHex(bytes, i, Math.min(bytes.length, i + BYTES_A_LINE)))
                    .append('\n');
        }
        return hex.toString();
    }
}
