package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.server.config.Key;
import io.holdfast.server.metrics.MetricsText;
import io.holdfast.server.metrics.ServerMetrics;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The operations page knows every key and every metric there is. */
class OperationsPageTest {
    private final String page = RepositoryFile.read("docs/operations.md");

    @Test
    void everyKeyIsDocumentedWithItsDefault() {
        for (Key key : Key.values()) {
            String byDefault = key.byDefault().map(value -> "`" + value + "`").orElse("required");
            assertThat(page).contains("| `" + key.path() + "` | " + byDefault + " | ");
        }
    }

    @Test
    void noKeyIsDocumentedThatDoesNotExist() {
        String table = page.substring(page.indexOf("| key | default"), page.indexOf("The start script has"));
        List<String> documented = Pattern.compile("^\\| `([a-z.-]+)` \\|", Pattern.MULTILINE)
                .matcher(table)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        List.of(Key.values()).stream().map(Key::path).toList());
    }

    @Test
    void everyMetricIsDocumented() {
        List<String> names = Pattern.compile("^# HELP (\\S+)", Pattern.MULTILINE)
                .matcher(MetricsText.of(new ServerMetrics()))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(name -> !name.startsWith("ratis_"))
                .toList();

        assertThat(names)
                .hasSizeGreaterThan(15)
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }
}
