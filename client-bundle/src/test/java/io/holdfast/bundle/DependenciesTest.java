package io.holdfast.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * What users get with {@code holdfast-client} is what its README lists, and neither Ratis nor the server is in it. This
 * module is a user of the client; what Maven resolves for it is what others get.
 */
class DependenciesTest {
    /** Groups: group, artifact, file. Between them stand type, classifier, version and scope. */
    private static final Pattern DEPENDENCY =
            Pattern.compile("([\\w.-]+):([\\w.-]+):jar:[^/]*(?:compile|runtime):(/\\S+).*");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    /** Sizes of new versions differ a little; a new dependency differs much. */
    private static final Percentage TOLERANCE = Percentage.withPercentage(10);

    @Test
    void theReadmeListsExactlyWhatUsersGet() throws IOException {
        Set<String> listed = new TreeSet<>();
        rows().forEach(row -> listed.addAll(names(row)));
        assertThat(listed)
                .isEqualTo(dependencies().stream()
                        .map(Dependency::artifact)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theSizesInTheReadmeAreTheSizesOfTheJars() throws IOException {
        for (String row : rows()) {
            long bytes = 0;
            for (Dependency dependency : dependencies()) {
                if (names(row).contains(dependency.artifact())
                        && !dependency.group().equals("io.holdfast")) {
                    bytes += Files.size(dependency.file());
                }
            }
            if (bytes > 0) {
                String[] cells = row.split("\\|", -1);
                long kib = Long.parseLong(cells[cells.length - 2].replace(" ", ""));
                assertThat(kib << 10).as(row).isCloseTo(bytes, TOLERANCE);
            }
        }
    }

    @Test
    void neitherRatisNorTheServerComesAlong() throws IOException {
        assertThat(dependencies())
                .isNotEmpty()
                .noneMatch(dependency -> dependency.group().contains("ratis"));
        assertThat(dependencies().stream()
                        .filter(dependency -> dependency.group().equals("io.holdfast"))
                        .map(Dependency::artifact))
                .containsExactlyInAnyOrder("holdfast-client", "holdfast-protocol", "holdfast-tls");
    }

    /** As Maven resolved it for the scope that users inherit. */
    private record Dependency(String group, String artifact, Path file) {}

    private static List<Dependency> dependencies() throws IOException {
        List<Dependency> dependencies = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("target/runtime-dependencies.txt"))) {
            Matcher matcher = DEPENDENCY.matcher(line.strip());
            if (matcher.matches()) {
                dependencies.add(new Dependency(matcher.group(1), matcher.group(2), Path.of(matcher.group(3))));
            }
        }
        return dependencies;
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(Path.of("../client-lib/README.md")).stream()
                .dropWhile(line -> !line.equals("## What it brings along"))
                .filter(line -> line.startsWith("| ") && line.contains("`"))
                .toList();
    }

    private static List<String> names(String row) {
        return NAME.matcher(row).results().map(match -> match.group(1)).toList();
    }
}
