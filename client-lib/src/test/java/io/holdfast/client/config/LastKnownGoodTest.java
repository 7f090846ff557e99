package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LastKnownGoodTest {
    @TempDir
    Path folder;

    private LastKnownGood files;

    @BeforeEach
    void open() throws IOException {
        files = LastKnownGood.in(folder);
    }

    static Release release(long number, int size) {
        List<Document> documents = List.of(
                new Document("app.yaml", DocumentType.YAML, Bytes.utf8("size: " + size + "\n")),
                new Document("blob", DocumentType.BINARY, Bytes.of(0, 1, 255)));
        return new Release(
                new ReleaseHeader(
                        "shop",
                        number,
                        number - 1,
                        3,
                        ReleaseState.CURRENT,
                        77,
                        1_700_000_000_000L,
                        1_700_000_000_001L,
                        "alice",
                        "größer",
                        ReleaseChecksum.of(documents),
                        Bytes.of(9, 9),
                        2,
                        documents.stream()
                                .mapToLong(each -> each.content().size())
                                .sum()),
                documents);
    }

    @Test
    void whatIsKeptIsReadAgain() throws IOException {
        assertThat(files.read("shop")).isEmpty();
        files.keep(release(4, 1));
        files.keep(release(5, 2));
        assertThat(files.read("shop").orElseThrow().release()).isEqualTo(release(5, 2));
        Instant known = Instant.parse("2026-01-01T00:00:00Z");
        files.confirm("shop", known);
        assertThat(files.read("shop").orElseThrow().known()).isEqualTo(known);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(files.file("shop"));
        }
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        files.keep(release(4, 1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.file("shop"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatOthersMayWriteIsNotUsed() throws IOException {
        files.keep(release(4, 1));
        for (String permissions : List.of("rw--w----", "rw-----w-")) {
            Files.setPosixFilePermissions(files.file("shop"), PosixFilePermissions.fromString(permissions));
            assertThatThrownBy(() -> files.read("shop")).isInstanceOf(LastKnownGoodException.class);
        }
        Files.setPosixFilePermissions(files.file("shop"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(files.read("shop")).isPresent();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        files.keep(release(4, 1));
        Path elsewhere = folder.resolve("elsewhere");
        Files.move(files.file("shop"), elsewhere);
        Files.createSymbolicLink(files.file("shop"), elsewhere);
        assertThatThrownBy(() -> files.read("shop")).isInstanceOf(LastKnownGoodException.class);
    }

    @Test
    void aTornFileIsNeverHalfRead() throws IOException {
        files.keep(release(4, 1));
        byte[] whole = Files.readAllBytes(files.file("shop"));
        for (int length = 0; length < whole.length; length++) {
            Files.write(files.file("shop"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> files.read("shop"))
                    .as("cut at %d", length)
                    .isInstanceOf(LastKnownGoodException.class);
        }
        Files.write(files.file("shop"), Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> files.read("shop")).isInstanceOf(LastKnownGoodException.class);
    }

    @Test
    void aFlippedBitIsNoticedWhereverItIs() {
        byte[] whole = ReleaseFile.encode(release(4, 1));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = whole.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> ReleaseFile.decode(damaged))
                    .as("seed %d byte %d", seed, at)
                    .isInstanceOf(LastKnownGoodException.class);
        }
    }

    @Test
    void aFileOfAnotherSetIsNotUsed() throws IOException {
        files.keep(release(4, 1));
        Files.move(files.file("shop"), files.file("bank"));
        assertThatThrownBy(() -> files.read("bank")).hasMessageContaining("shop");
    }

    @Test
    void everyNameOfASetIsANameOfAFileOfItsOwn() {
        List<String> names =
                List.of("shop", "Shop", "a/b", "a%2fb", "..", ".hidden", "ä", "x".repeat(256), "y".repeat(256));
        assertThat(names.stream().map(files::file).distinct()).hasSize(names.size());
        assertThat(names.stream().map(files::file)).allSatisfy(file -> {
            assertThat(file.getParent()).isEqualTo(folder);
            assertThat(file.getFileName().toString().length()).isLessThan(200);
        });
    }

    @Test
    void whatAStoppedProcessLeftIsSweptAway() throws IOException {
        Path left = Files.writeString(folder.resolve(".shop.release.123.tmp"), "half");
        Path young = Files.writeString(folder.resolve(".shop.release.124.tmp"), "half");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(7_200)));
        files.keep(release(4, 1));
        assertThat(left).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void theFormatOfToday() throws IOException, LastKnownGoodException {
        try (InputStream golden = LastKnownGoodTest.class.getResourceAsStream("last-known-good-1.hex")) {
            byte[] bytes = HexFormat.of()
                    .parseHex(new String(golden.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
            assertThat(ReleaseFile.decode(bytes)).isEqualTo(release(4, 1));
            assertThat(ReleaseFile.encode(release(4, 1))).isEqualTo(bytes);
        }
    }

    /** What the processes of the test below do. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            LastKnownGood files = LastKnownGood.in(Path.of(arguments[0]));
            long number = Long.parseLong(arguments[1]);
            for (int i = 0; i < 300; i++) {
                files.keep(release(number, i));
            }
        }
    }

    @Test
    @Timeout(60)
    void processesThatWriteAtOnceLeaveOneWholeFile() throws IOException, InterruptedException {
        files.keep(release(1, 0));
        List<Process> writers = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            writers.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            folder.toString(),
                            Integer.toString(number))
                    .inheritIO()
                    .start());
        }
        int read = 0;
        while (writers.stream().anyMatch(Process::isAlive)) {
            Release whole = files.read("shop").orElseThrow().release();
            assertThat(ReleaseChecksum.of(whole.documents()))
                    .isEqualTo(whole.header().checksum());
            read++;
        }
        for (Process writer : writers) {
            assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).isZero();
        }
        assertThat(read).isPositive();
        assertThat(files.read("shop").orElseThrow().release().header().number()).isBetween(1L, 2L);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(files.file("shop"));
        }
    }
}
