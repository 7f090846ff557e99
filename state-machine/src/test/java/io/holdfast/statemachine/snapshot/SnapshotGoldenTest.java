package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import io.holdfast.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The file of a state that was once written is read forever, to a state of the digest recorded here; and that state is
 * still written to these bytes. The file is hex, 32 bytes a line; {@code -Dgolden.add=true} writes it if it does not exist
 * and never touches it if it does.
 */
class SnapshotGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/snapshots");
    private static final int BYTES_A_LINE = 32;

    /** What was once written. */
    private record Golden(Path file, Digest recorded, Supplier<StateImage> sample, List<Class<?>> kinds) {
        StateImage image() throws IOException, MalformedException, SnapshotException {
            return Snapshots.image(HexFormat.of().parseHex(text().replace("\n", "")));
        }

        String text() throws IOException {
            return Files.readString(file, StandardCharsets.US_ASCII);
        }
    }

    static List<Golden> goldens() {
        Golden beforeLocks = new Golden(
                FOLDER.resolve("snapshot-v1.hex"),
                new Digest(1, 7_477_352_072_476_945_710L, -3_003_671_604_615_767_033L),
                SampleState::image,
                SampleState.kindsBeforeLocks());
        Golden withLocks = new Golden(
                FOLDER.resolve("snapshot-v1-locks.hex"),
                new Digest(1, -3_993_468_984_213_514_106L, -797_622_167_407_530_479L),
                SampleState::withLocks,
                SampleState.kindsBeforeElections());
        Golden withElections = new Golden(
                FOLDER.resolve("snapshot-v1-elections.hex"),
                new Digest(1, -3_334_192_025_418_346_798L, 2_485_431_168_344_102_862L),
                SampleState::withElections,
                SampleState.kindsBeforeConfigs());
        Golden withConfigs = new Golden(
                FOLDER.resolve("snapshot-v1-config.hex"),
                new Digest(1, 4_571_711_330_449_799_299L, 6_152_680_176_738_167_358L),
                SampleState::withConfigs,
                SampleState.everyKind());
        return List.of(beforeLocks, withLocks, withElections, withConfigs);
    }

    @BeforeAll
    static void addIfAsked() throws IOException {
        for (Golden golden : goldens()) {
            if (Boolean.getBoolean("golden.add") && !Files.exists(golden.file)) {
                Files.createDirectories(FOLDER);
                Files.writeString(golden.file, hex(Snapshots.file(golden.sample.get())));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void theGoldenSnapshotIsReadToItsRecordedDigest(Golden golden)
            throws IOException, MalformedException, SnapshotException {
        StateImage image = golden.image();
        assertThat(image.digest()).isEqualTo(golden.recorded);
        assertThat(image.recomputedDigest()).isEqualTo(golden.recorded);
        StateRules.check(image);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void theGoldenSnapshotHasEveryKindOfRow(Golden golden) throws IOException, MalformedException, SnapshotException {
        assertThat(Snapshots.rows(golden.image()).stream()
                        .<Class<?>>map(Object::getClass)
                        .distinct()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(golden.kinds);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void itsStateIsWrittenToTheGoldenBytes(Golden golden) throws IOException, MalformedException, SnapshotException {
        assertThat(hex(Snapshots.file(golden.image()))).isEqualTo(golden.text());
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
