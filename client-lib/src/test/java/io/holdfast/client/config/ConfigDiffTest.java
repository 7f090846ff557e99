package io.holdfast.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.config.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
    private static List<Document> documents(String... pathsAndTexts) {
        return FakeReleases.release("shop", 1, pathsAndTexts).documents();
    }

    @Test
    void documentsAreAddedRemovedAndChanged() {
        ConfigDiff diff = ConfigDiff.between(
                documents("a.yaml", "x: 1\n", "b.yaml", "y: 1\n", "same.yaml", "z: 1\n"),
                documents("a.yaml", "x: 2\n", "c.yaml", "y: 1\n", "same.yaml", "z: 1\n"));
        assertThat(diff.documents())
                .extracting(DocumentDiff::toString)
                .containsExactly("CHANGED a.yaml", "REMOVED b.yaml", "ADDED c.yaml");
        assertThat(diff.isEmpty()).isFalse();
        assertThat(ConfigDiff.between(documents("a.yaml", "x: 1\n"), documents("a.yaml", "x: 1\n"))
                        .isEmpty())
                .isTrue();
    }

    @Test
    void valuesDifferByTheirPointersAndCommentsDoNot() {
        ConfigDiff diff = ConfigDiff.between(
                documents("a.yaml", "pool: {size: 8, old: 1}\nhosts: [a, b]\na/b: 1\n"),
                documents("a.yaml", "# better\nhosts: [a, c, d]\npool: {size: 16, new: {x: 1}}\na/b: 2\n"));
        assertThat(diff.documents().get(0).values())
                .extracting(ValueChange::toString)
                .containsExactlyInAnyOrder(
                        "/pool/size: 8 -> 16",
                        "/pool/old: 1 -> (none)",
                        "/pool/new: (none) -> {\"x\":1}",
                        "/hosts/1: \"b\" -> \"c\"",
                        "/hosts/2: (none) -> \"d\"",
                        "/a~1b: 1 -> 2");
        assertThat(diff.changes("a.yaml", "/pool")).isTrue();
        assertThat(diff.changes("a.yaml", "/pool/new/x")).isTrue();
        assertThat(diff.changes("a.yaml", "/hosts/0")).isFalse();
        assertThat(diff.changes("b.yaml", "")).isFalse();
        ConfigDiff comment = ConfigDiff.between(documents("a.yaml", "x: 1\n"), documents("a.yaml", "# why\nx: 1\n"));
        assertThat(comment.documents().get(0).values()).isEmpty();
        assertThat(comment.lines()).contains("+# why");
    }

    @Test
    void linesAreWrittenAsDiffWritesThem() {
        StringBuilder before = new StringBuilder();
        for (int i = 1; i <= 20; i++) {
            before.append("line ").append(i).append('\n');
        }
        String after = before.toString().replace("line 2\n", "line two\n").replace("line 20\n", "");
        assertThat(ConfigDiff.between(documents("a.txt", before.toString()), documents("a.txt", after))
                        .lines())
                .containsExactly(
                        "--- a/a.txt",
                        "+++ b/a.txt",
                        "@@ -1,5 +1,5 @@",
                        " line 1",
                        "-line 2",
                        "+line two",
                        " line 3",
                        " line 4",
                        " line 5",
                        "@@ -17,4 +17,3 @@",
                        " line 17",
                        " line 18",
                        " line 19",
                        "-line 20");
        assertThat(ConfigDiff.between(List.of(), documents("a.txt", "x\n")).lines())
                .containsExactly("--- /dev/null", "+++ b/a.txt", "@@ -0,0 +1,1 @@", "+x");
        assertThat(ConfigDiff.between(documents("a.bin", "x"), documents("a.bin", "y"))
                        .lines())
                .containsExactly("Binary document a.bin differs");
    }

    @Test
    void aDiffAppliedToTheOldGivesTheNew() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<String> before = lines(random);
            List<String> after = lines(random);
            List<String> diff = LineDiff.unified("a", "b", before, after, random.nextInt(4));
            assertThat(applied(before, diff))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(after);
        }
    }

    @Test
    void textsThatHaveLittleInCommonAreReplacedAtOnce() {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            before.add("a" + i);
            after.add("b" + i);
        }
        List<String> diff = LineDiff.unified("a", "b", before, after, 3);
        assertThat(diff).hasSize(3 + 400_000);
        assertThat(diff.get(2)).isEqualTo("@@ -1,200000 +1,200000 @@");
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        int count = random.nextInt(30);
        for (int i = 0; i < count; i++) {
            lines.add(String.valueOf((char) ('a' + random.nextInt(4))));
        }
        return lines;
    }

    /** What patch does, and as picky. */
    private static List<String> applied(List<String> before, List<String> diff) {
        List<String> result = new ArrayList<>();
        int at = 0;
        for (String line : diff.subList(Math.min(2, diff.size()), diff.size())) {
            if (line.startsWith("@@")) {
                String[] range = line.split("[ ,+-]+");
                int first = Integer.parseInt(range[1]);
                int count = Integer.parseInt(range[2]);
                int start = count == 0 ? first : first - 1;
                while (at < start) {
                    result.add(before.get(at++));
                }
                int newFirst = Integer.parseInt(range[3]);
                int newCount = Integer.parseInt(range[4]);
                assertThat(result).hasSize(newCount == 0 ? newFirst : newFirst - 1);
            } else if (line.startsWith("+")) {
                result.add(line.substring(1));
            } else {
                assertThat(before.get(at)).isEqualTo(line.substring(1));
                if (line.startsWith(" ")) {
                    result.add(before.get(at));
                }
                at++;
            }
        }
        result.addAll(before.subList(at, before.size()));
        return result;
    }
}
