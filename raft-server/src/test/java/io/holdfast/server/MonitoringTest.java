package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.holdfast.server.PromQl.LabelMatcher;
import io.holdfast.server.PromQl.Selector;
import io.holdfast.server.gateway.RawClient;
import io.holdfast.tls.netty.NettyContexts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboard and alerts read what a running node shows: a metric that is renamed fails here. */
class MonitoringTest {
    private static final String ALERTS = "distribution/src/monitoring/prometheus-alerts.yml";
    private static final String DASHBOARD = "distribution/src/monitoring/grafana-dashboard.json";

    /** What Prometheus adds to every series by itself. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static final Pattern SAMPLE = Pattern.compile("^([a-z_][a-z0-9_]*)(?:\\{(.*)})? \\S+$");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");

    @TempDir
    Path folder;

    @Test
    void everyMetricAndLabelOfDashboardAndAlertsIsThereOnARunningNode() throws Exception {
        Map<String, List<Map<String, String>>> live = scrape();

        Map<String, String> expressions = new HashMap<>();
        rules().forEach(rule ->
                expressions.put(rule.path("alert").asText(), rule.path("expr").asText()));
        for (JsonNode panel :
                new ObjectMapper().readTree(RepositoryFile.read(DASHBOARD)).path("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.put(
                            panel.path("title").asText() + " "
                                    + target.path("refId").asText(),
                            target.path("expr").asText()));
        }
        assertThat(expressions).hasSizeGreaterThan(60);
        List<String> problems = new ArrayList<>();
        expressions.forEach(
                (name, text) -> problems(text, live).forEach(problem -> problems.add(name + ": " + problem)));
        assertThat(problems).isEmpty();
    }

    @Test
    void everyAlertSaysWhatIsWrongHowBadItIsAndWhatToDo() throws Exception {
        Set<String> names = new HashSet<>();
        assertThat(rules()).hasSizeGreaterThan(15).allSatisfy(rule -> {
            assertThat(names.add(rule.path("alert").asText()))
                    .as("%s", rule.path("alert"))
                    .isTrue();
            assertThat(rule.path("alert").asText()).startsWith("Holdfast");
            assertThat(rule.path("annotations").path("summary").asText()).isNotBlank();
            assertThat(rule.path("annotations").path("action").asText()).hasSizeGreaterThan(20);
            assertThat(rule.path("labels").path("severity").asText()).isIn("warning", "critical");
        });
    }

    @Test
    void aMetricThatDoesNotExistIsFound() {
        Map<String, List<Map<String, String>>> live = Map.of("known_total", List.of(Map.of("code", "timeout")));

        assertThat(problems("rate(known_total{code=\"timeout\"}[5m]) > 1", live))
                .isEmpty();
        assertThat(problems("sum by (job, code) (rate(known_total[5m])) > 1", live))
                .isEmpty();
        assertThat(problems("rate(renamed_total[5m]) > 1", live)).containsExactly("no metric renamed_total");
        assertThat(problems("known_total{colour=\"red\"}", live)).hasSize(1);
        assertThat(problems("known_total{code=\"teapot\"}", live)).hasSize(1);
        assertThat(problems("sum by (colour) (known_total)", live)).containsExactly("no label colour");
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        for (String wrong :
                List.of("(a > 1", "a > 1)", "a b", "a >", "> 1", "rates(a[5m])", "a{b=c}", "sum by a (b)", "a[5]")) {
            assertThatThrownBy(() -> PromQl.of(wrong)).as(wrong).isInstanceOf(AssertionError.class);
        }
    }

    private static List<String> problems(String expression, Map<String, List<Map<String, String>>> live) {
        PromQl.Reads reads = PromQl.of(expression);
        List<String> problems = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        for (Selector selector : reads.selectors()) {
            List<Map<String, String>> series = selector.metric().equals("up")
                    ? List.of(Map.of())
                    : live.getOrDefault(selector.metric(), List.of());
            series.forEach(one -> labels.addAll(one.keySet()));
            if (series.isEmpty()) {
                problems.add("no metric " + selector.metric());
            } else if (series.stream().noneMatch(one -> matches(one, selector.matchers()))) {
                problems.add("no series like " + selector + " among " + series);
            }
        }
        reads.labels().stream()
                .filter(label -> !labels.contains(label))
                .forEach(label -> problems.add("no label " + label));
        return problems;
    }

    private static boolean matches(Map<String, String> series, List<LabelMatcher> matchers) {
        return matchers.stream()
                .filter(matcher -> !OF_PROMETHEUS.contains(matcher.label()))
                .allMatch(matcher -> series.containsKey(matcher.label())
                        && matcher.accepts(series.getOrDefault(matcher.label(), "")));
    }

    private static List<JsonNode> rules() throws Exception {
        List<JsonNode> rules = new ArrayList<>();
        new YAMLMapper()
                .readTree(RepositoryFile.read(ALERTS))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** The labels of every series of a node that has served a client. */
    private Map<String, List<Map<String, String>>> scrape() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer server = fixture.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> fixture.ready(server) == 200);
            try (RawClient client = new RawClient(server.clientPort(), NettyContexts.client(fixture.client))) {
                client.greet();
                client.send(RawClient.puts(0, 100));
                client.results(100);
            }
            String text = fixture.get(server, "/metrics").body();
            assertThat(text)
                    .contains("holdfast_request_answered_seconds_count{kind=\"write\"}")
                    .doesNotContain("holdfast_request_answered_seconds_count{kind=\"write\"} 0\n")
                    .contains("holdfast_requests_slow_total 0\n");
            return series(text);
        } finally {
            server.stop();
        }
    }

    private static Map<String, List<Map<String, String>>> series(String text) {
        Map<String, List<Map<String, String>>> series = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher sample = SAMPLE.matcher(line);
            assertThat(sample.matches()).as(line).isTrue();
            Map<String, String> labels = new HashMap<>();
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            series.computeIfAbsent(sample.group(1), any -> new ArrayList<>()).add(labels);
        });
        return series;
    }
}
