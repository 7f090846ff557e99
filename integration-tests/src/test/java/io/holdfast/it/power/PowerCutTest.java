package io.holdfast.it.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power cut itself: what it must leave, what it may take. */
class PowerCutTest {
    private static final long SEED = 42;

    @TempDir
    static Path place;

    private static Path journal;

    @BeforeAll
    static void runACarelessProgram() throws IOException, InterruptedException {
        Path agent = RecorderJar.pack(place.resolve("agent"));
        journal = place.resolve("journal");
        Path classes = Path.of("target/test-classes").toAbsolutePath();
        Path output = place.resolve("output");
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        RecorderJar.option(agent, place, journal),
                        "-cp",
                        classes.toString(),
                        Careless.class.getName(),
                        place.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).as(Files.readString(output)).isZero();
    }

    @Test
    void theRecorderSawEverythingThatTheProgramDid() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(place.resolve("data"))) {
            for (Path file : files.toList()) {
                String name = place.relativize(file) + (Files.isDirectory(file) ? "/" : "");
                expected.put(name, Files.isDirectory(file) ? "" : Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(texts(replayed())).isEqualTo(expected).hasSizeGreaterThan(6);
    }

    @Test
    void aStrictCutLeavesWhatWasSyncedAndNothingElse() {
        Disk disk = replayed();
        disk.cut(Disk.Cut.STRICT, new Random(1));
        assertThat(texts(disk))
                .isEqualTo(Map.of(
                        "data/",
                        "",
                        "data/synced",
                        "synced",
                        "data/renamed.tmp",
                        "renamed",
                        "data/replaced",
                        "old",
                        "data/deleted",
                        "deleted"));
    }

    @Test
    void aTornCutLeavesAnySubsetOfTheRestButNeverTouchesWhatWasSynced() {
        Set<Map<String, String>> seen = new HashSet<>();
        Random seeds = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            long seed = seeds.nextLong();
            Disk disk = replayed();
            disk.cut(round % 2 == 0 ? Disk.Cut.ORDERED : Disk.Cut.SCATTERED, new Random(seed));
            Map<String, String> left = texts(disk);
            assertThat(left.get("data/synced")).as("seed %d", seed).startsWith("synced");
            assertThat(left.get("data/replaced")).as("seed %d", seed).isIn("old", "new");
            assertThat(left.keySet().stream().filter(name -> name.startsWith("data/renamed")))
                    .as("seed %d", seed)
                    .hasSize(1);
            assertThat(left.getOrDefault("data/unnamed", "unnamed"))
                    .as("seed %d", seed)
                    .isEqualTo("unnamed");
            seen.add(left);
        }
        assertThat(seen).hasSizeGreaterThan(20);
        assertThat(seen)
                .as("a later name without an earlier one")
                .anyMatch(left -> left.containsKey("data/unnamed") && left.containsKey("data/renamed.tmp"));
    }

    @Test
    void sectorsReachTheDiskInAnyOrder() {
        Set<String> seen = new HashSet<>();
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Content file = Content.of("a".repeat(600).getBytes(StandardCharsets.US_ASCII));
            file.wrote(1, 600, "b".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
            byte[] torn = file.torn(random, 512);
            String text = new String(torn, StandardCharsets.US_ASCII);
            assertThat(text).startsWith("a".repeat(600));
            seen.add(text.substring(600).replace('\0', '-').replaceAll("(.)\\1+", "$1"));
        }
        assertThat(seen).contains("", "b", "-", "b-", "-b", "-b-", "b-b");
    }

    @Test
    void aWriteThatRacesWithASyncDoesNotCountAsSynced() {
        Content file = new Content();
        file.wrote(1, 0, new byte[] {1});
        file.wrote(3, 1, new byte[] {2});
        file.forced(2);
        assertThat(file.durable()).containsExactly(1);
        assertThat(file.all()).containsExactly(1, 2);
    }

    private static Disk replayed() {
        Disk disk = Disk.empty(place);
        DiskJournal.replay(journal, disk);
        return disk;
    }

    private static Map<String, String> texts(Disk disk) {
        Map<String, String> texts = new TreeMap<>();
        disk.files().forEach((name, bytes) -> texts.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
        return texts;
    }
}
