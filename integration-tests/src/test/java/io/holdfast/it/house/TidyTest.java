package io.holdfast.it.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Style that the compiler does not know: sizes of files, words that must not stand in the sources, documentation. */
class TidyTest {
    private static final int MAX_LINES = 400;
    private static final Path ROOT = Repository.root();

    @Test
    void noSourceFileGrowsBeyondARoom() {
        List<String> large = new ArrayList<>();
        for (Path file : sources()) {
            int lines = Repository.lines(file).size();
            if (lines > MAX_LINES) {
                large.add(ROOT.relativize(file) + ": " + lines + " lines");
            }
        }
        assertThat(large)
                .as("files over %d lines: which rooms hide in them?", MAX_LINES)
                .isEmpty();
    }

    @Test
    void nothingSleeps() {
        assertThat(linesWith(sources(), Pattern.compile("Thread\\.sleep\\("))).isEmpty();
    }

    @Test
    void onlyTheCommandLineAndTheServersLastLinePrint() {
        List<Path> others = sources().stream()
                .filter(file -> file.toString().contains("/src/main/"))
                .filter(file -> !ROOT.relativize(file).startsWith("cli"))
                .filter(file -> !ROOT.relativize(file).startsWith("benchmarks"))
                .filter(file -> !file.endsWith("ServerMain.java"))
                .toList();
        assertThat(linesWith(others, Pattern.compile("System\\.(out|err)\\b"))).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        List<String> silent = new ArrayList<>();
        for (Path file : sources()) {
            Path info = file.resolveSibling("package-info.java");
            if (!Files.exists(info) && file.toString().contains("/src/main/")) {
                silent.add(ROOT.relativize(file.getParent()).toString());
            } else if (Files.exists(info)
                    && !String.join("\n", Repository.lines(info)).contains("@NullMarked")) {
                silent.add(ROOT.relativize(info) + " is not @NullMarked");
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(linesWith(sources(), Pattern.compile("\\b(TODO|FIXME|XXX)\\b|@Disabled\\b")))
                .isEmpty();
    }

    @Test
    void everyLinkInTheDocumentationResolves() {
        Pattern link = Pattern.compile("\\[[^]]*]\\(([^)#]+)(#[^)]*)?\\)");
        List<String> broken = new ArrayList<>();
        for (Path page : documentation()) {
            for (String line : Repository.lines(page)) {
                Matcher matcher = link.matcher(line);
                while (matcher.find()) {
                    String target = matcher.group(1);
                    if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
                        broken.add(ROOT.relativize(page) + " → " + target);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyTestThatADocumentNamesExists() {
        Pattern named = Pattern.compile("`(\\w+(?:Test|IT))(?:[.#](\\w+))?`");
        List<Path> tests = sources().stream()
                .filter(file -> file.toString().contains("/src/test/"))
                .toList();
        List<String> missing = new ArrayList<>();
        for (Path page : documentation()) {
            for (String line : Repository.lines(page)) {
                Matcher matcher = named.matcher(line);
                while (matcher.find()) {
                    if (!exists(tests, matcher.group(1), matcher.group(2))) {
                        missing.add(ROOT.relativize(page) + " names " + matcher.group());
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean exists(List<Path> tests, String type, String method) {
        return tests.stream()
                .filter(file -> file.endsWith(type + ".java"))
                .anyMatch(file -> method == null
                        || Repository.lines(file).stream().anyMatch(line -> line.contains(" " + method + "(")));
    }

    private static List<String> linesWith(List<Path> files, Pattern pattern) {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            if (file.endsWith("TidyTest.java")) {
                continue;
            }
            List<String> lines = Repository.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                if (pattern.matcher(lines.get(i)).find()) {
                    found.add(ROOT.relativize(file) + ":" + (i + 1) + ": "
                            + lines.get(i).strip());
                }
            }
        }
        return found;
    }

    private static List<Path> sources() {
        return Repository.files(file -> file.toString().endsWith(".java"));
    }

    private static List<Path> documentation() {
        return Repository.files(file -> file.toString().endsWith(".md"));
    }

    /** Where the checkout lies, and its files. */
    static final class Repository {
        private Repository() {}

        static Path root() {
            for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
                if (Files.exists(here.resolve(".ci/run"))) {
                    return here;
                }
            }
            throw new IllegalStateException("not inside a checkout");
        }

        static List<Path> files(java.util.function.Predicate<Path> wanted) {
            try (Stream<Path> all = Files.walk(root())) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> !root().relativize(file).toString().matches("(.*/)?(target|\\.git)/.*"))
                        .filter(wanted)
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static List<String> lines(Path file) {
            try {
                return Files.readAllLines(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
