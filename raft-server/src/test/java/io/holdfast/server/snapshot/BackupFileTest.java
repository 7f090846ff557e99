package io.holdfast.server.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.snapshot.SnapshotHeader;
import io.holdfast.server.snapshot.BackupFile.Section;
import io.holdfast.server.snapshot.BackupFile.Share;
import io.holdfast.statemachine.CoordinationState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of a backup is hostile until it was checked. */
class BackupFileTest {
    private static final SnapshotHeader HEADER = new SnapshotHeader("demo", "some-id", 3, 17, 1_000, "test");

    @TempDir
    Path folder;

    private final CoordinationState state = new CoordinationState();
    private Path file;
    private byte[] whole;

    @BeforeEach
    void save() throws IOException {
        for (long index = 1; index <= 5; index++) {
            SnapshotFixture.apply(state, index);
        }
        SnapshotFile written = new SnapshotFolder(folder.resolve("group")).write(HEADER, state.capture());
        file = folder.resolve("backup");
        whole = Files.readAllBytes(written.path());
        Files.write(file, whole);
    }

    @Test
    void aWholeBackupIsReadAndSaysWhatIsInIt() throws Exception {
        BackupFile backup = BackupFile.read(file);
        assertThat(backup.header()).isEqualTo(HEADER);
        assertThat(backup.image().digest()).isEqualTo(state.digest());
        assertThat(backup.bytes()).isEqualTo(whole.length);
        assertThat(backup.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(whole)));
        assertThat(backup.sections().values().stream().mapToLong(Share::bytes).sum())
                .as("every byte belongs somewhere")
                .isEqualTo(whole.length);
        assertThat(backup.sections().get(Section.HISTORY))
                .extracting(Share::rows)
                .isEqualTo(5L);
        assertThat(backup.sections().get(Section.LOCKS)).isEqualTo(new Share(0, 0));
    }

    @Test
    void itsBeginningTellsTheRevisionWithoutReadingAllOfIt() throws IOException {
        assertThat(BackupFile.beginning(file)).isEqualTo(new BackupFile.Beginning(HEADER, state.revision()));
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> BackupFile.beginning(file)).isInstanceOf(InvalidSnapshotException.class);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            refused("cut to " + length);
        }
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        for (int at = 0; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= (byte) (1 << (at % 8));
            Files.write(file, bytes);
            refused("flipped at " + at);
        }
    }

    @Test
    void whatGoesOnBehindItsEndIsRefused() throws IOException {
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        refused("one byte more").hasMessageContaining("goes on");
        Files.write(file, Arrays.copyOf(whole, 2 * whole.length));
        refused("twice as long");
    }

    @Test
    void aPartThatClaimsToBeHugeIsRefusedBeforeRoomIsMadeForIt() throws IOException {
        byte[] bytes = whole.clone();
        ByteBuffer.wrap(bytes).putInt(13, Integer.MAX_VALUE);
        Files.write(file, bytes);
        refused("2 GiB claimed").hasMessageContaining("at most").hasMessageContaining("byte 12");
    }

    @Test
    void damageNamesTheFileThePartAndThePlace() throws IOException {
        byte[] bytes = whole.clone();
        bytes[whole.length - 60] ^= 1;
        Files.write(file, bytes);
        refused("damaged")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("in ")
                .hasMessageContaining("byte");
    }

    @Test
    void whatANewerReleaseWroteIsToldApartFromDamage() throws IOException {
        byte[] bytes = whole.clone();
        bytes[11] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(() -> BackupFile.read(file))
                .isInstanceOfSatisfying(
                        InvalidSnapshotException.class,
                        e -> assertThat(e.isNewer()).isTrue());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String what) {
        return assertThatThrownBy(() -> BackupFile.read(file)).as(what).isInstanceOf(InvalidSnapshotException.class);
    }
}
