package io.holdfast.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.outcome.Failure;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.MetricRegistryInfo;
import org.apache.ratis.metrics.RatisMetricRegistry;
import org.apache.ratis.metrics.Timekeeper;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final Pattern SAMPLE = Pattern.compile(
            "[a-z_][a-z0-9_]*(\\{[a-z_][a-z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"(,[a-z_][a-z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\")*})? \\S+");

    private final ServerMetrics metrics = new ServerMetrics();

    @Test
    void everythingRecordedIsExposed() {
        metrics.groupCommitted(10, 2_600, 1_500_000);
        metrics.groupCommitted(30, 7_400, 2_500_000);
        metrics.barrierPassed(7, 80_000);
        metrics.applied(40);
        metrics.electionNoticed();
        metrics.failed(Failure.Code.OVERLOADED);
        metrics.failed(Failure.Code.OVERLOADED);
        metrics.frameReceived(64);
        metrics.frameSent(32);
        metrics.connectionOpened();
        metrics.callRefused();
        metrics.gauge("queue.waiting.commands", "Commands that wait", () -> 12);

        String text = MetricsText.of(metrics);

        assertThat(text)
                .contains("# HELP holdfast_group_committed_commands Commands in one log entry\n")
                .contains("# TYPE holdfast_group_committed_commands summary\n")
                .contains("holdfast_group_committed_commands_sum 40\n")
                .contains("holdfast_group_committed_commands_count 2\n")
                .contains("holdfast_group_committed_commands{quantile=\"0.99\"} 30\n")
                .contains("holdfast_group_committed_seconds_sum 0.004\n")
                .contains("holdfast_barrier_passed_reads_sum 7\n")
                .contains("# TYPE holdfast_commands_applied_total counter\n")
                .contains("holdfast_commands_applied_total 40\n")
                .contains("holdfast_elections_noticed_total 1\n")
                .contains("holdfast_operations_failed_total{code=\"overloaded\"} 2\n")
                .contains("holdfast_operations_failed_total{code=\"timeout\"} 0\n")
                .contains("holdfast_frame_received_operations_sum 64\n")
                .contains("holdfast_frame_sent_results_count 1\n")
                .contains("holdfast_connections_opened_total 1\n")
                .contains("holdfast_connections_refused_total 1\n")
                .contains("# TYPE holdfast_queue_waiting_commands gauge\n")
                .contains("holdfast_queue_waiting_commands 12\n");
    }

    @Test
    void theProcessIsExposed() {
        assertThat(MetricsText.of(metrics))
                .containsPattern("process_cpu_seconds_total [0-9.]+\n")
                .containsPattern("process_uptime_seconds [0-9.]+\n")
                .containsPattern("jvm_memory_used_bytes\\{area=\"heap\"} [0-9]+\n")
                .containsPattern("jvm_gc_seconds_total\\{collector=\"[^\"]+\"} [0-9.]+\n")
                .containsPattern("jvm_threads_count [0-9]+\n");
    }

    @Test
    void ratisOwnMetricsAreExposedWithTheMemberAsLabel() {
        MetricRegistryInfo info = new MetricRegistryInfo("n\"7@group", "ratis", "log_worker", "for a test");
        RatisMetricRegistry registry = MetricRegistries.global().create(info);
        try {
            registry.counter("flushCount").inc(3);
            registry.gauge("dataQueueSize", () -> () -> 5);
            Timekeeper.Context timing = registry.timer("flushTime").time();
            timing.stop();

            assertThat(MetricsText.of(metrics))
                    .contains("ratis_log_worker_flush_count{member=\"n\\\"7@group\"} 3\n")
                    .contains("ratis_log_worker_data_queue_size{member=\"n\\\"7@group\"} 5\n")
                    .contains("ratis_log_worker_flush_time_seconds_count{member=\"n\\\"7@group\"} 1\n")
                    .containsPattern(
                            "ratis_log_worker_flush_time_seconds\\{member=\"n\\\\\"7@group\",quantile=\"0.5\"} \\S+\n");
        } finally {
            MetricRegistries.global().remove(info);
        }
    }

    @Test
    void labelsAndHelpAreEscaped() {
        Exposition out = new Exposition();
        out.sample("odd.name", Exposition.Type.GAUGE, "two\nlines \\ here", Map.of("a-b", "x\"y\\z\n"), 1.5);

        assertThat(out.text().lines())
                .containsExactly(
                        "# HELP odd_name two\\nlines \\\\ here",
                        "# TYPE odd_name gauge",
                        "odd_name{a_b=\"x\\\"y\\\\z\\n\"} 1.5");
    }

    @Test
    void theSamplesOfAFamilyStandTogetherAndEveryLineIsWellFormed() {
        metrics.groupCommitted(1, 1, 1);
        String family = "";
        Set<String> seen = new HashSet<>();
        for (String line : MetricsText.of(metrics).split("\n")) {
            if (line.startsWith("# HELP ")) {
                family = line.split(" ")[2];
                assertThat(seen.add(family))
                        .as("family %s stands twice", family)
                        .isTrue();
            } else if (!line.startsWith("# TYPE ")) {
                assertThat(line).matches(SAMPLE).startsWith(family);
            }
        }
        assertThat(seen).contains("process_cpu_seconds_total", "holdfast_group_committed_bytes");
    }

    @Test
    void numbersThatAreNoneAreWrittenAsPrometheusReadsThem() {
        Exposition out = new Exposition();
        out.sample("a", Exposition.Type.GAUGE, "a", Map.of(), Double.NaN);
        out.sample("b", Exposition.Type.GAUGE, "b", Map.of(), Double.POSITIVE_INFINITY);
        out.sample("c", Exposition.Type.GAUGE, "c", Map.of(), 1e300);

        assertThat(out.text()).contains("a NaN\n").contains("b +Inf\n").contains("c 1.0E300\n");
    }
}
