package io.holdfast.statemachine.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.Digest;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import io.holdfast.wire.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The file of a state that was once written is read forever, to a state of the digest recorded here; and that state is
 * still written to these bytes. The file is hex, 32 bytes a line; {@code -Dgolden.add=true} writes it if it does not exist
 * and never touches it if it does.
 */
class SnapshotGoldenTest {
    private static final Path FILE = Path.of("src/test/resources/snapshots/snapshot-v1.hex");
    private static final int BYTES_A_LINE = 32;
    private static final Digest RECORDED = new Digest(1, 7_477_352_072_476_945_710L, -3_003_671_604_615_767_033L);

    @BeforeAll
    static void addIfAsked() throws IOException {
        if (Boolean.getBoolean("golden.add") && !Files.exists(FILE)) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, hex(Snapshots.file(SampleState.image())));
        }
    }

    @Test
    void theGoldenSnapshotIsReadToItsRecordedDigest() throws IOException, MalformedException, SnapshotException {
        StateImage image = golden();
        assertThat(image.digest()).isEqualTo(RECORDED);
        assertThat(image.recomputedDigest()).isEqualTo(RECORDED);
        StateRules.check(image);
    }

    @Test
    void theGoldenSnapshotHasEveryKindOfRow() throws IOException, MalformedException, SnapshotException {
        assertThat(Snapshots.rows(golden()).stream()
                        .<Class<?>>map(Object::getClass)
                        .distinct()
                        .toList())
                .containsExactlyInAnyOrder(SnapshotRow.class.getPermittedSubclasses());
    }

    @Test
    void itsStateIsWrittenToTheGoldenBytes() throws IOException, MalformedException, SnapshotException {
        assertThat(hex(Snapshots.file(golden()))).isEqualTo(Files.readString(FILE, StandardCharsets.US_ASCII));
    }

    private static StateImage golden() throws IOException, MalformedException, SnapshotException {
        String hex = Files.readString(FILE, StandardCharsets.US_ASCII);
        return Snapshots.image(HexFormat.of().parseHex(hex.replace("\n", "")));
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
