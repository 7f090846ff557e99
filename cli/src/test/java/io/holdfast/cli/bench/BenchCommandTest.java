package io.holdfast.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.FakeClient;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.KeepAlive;
import io.holdfast.client.LeaseClient;
import io.holdfast.client.LeaseGrant;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.Registration;
import io.holdfast.client.RenewalListener;
import io.holdfast.client.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BenchCommandTest {
    private final ExecutorService answers = Executors.newSingleThreadExecutor();
    private final FakeClient client = new FakeClient().answeringOn(answers);

    @AfterEach
    void endAnswers() {
        answers.shutdownNow();
    }

    @Test
    void everyRunIsReportedWithItsFigures() throws IOException {
        ToolRun run = bench("--workload", "mixed", "--in-flight", "1,16", "--keys", "50", "-o", "json");
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        JsonNode json = new ObjectMapper().readTree(run.outBytes());
        assertThat(json.path("workload").asText()).isEqualTo("mixed");
        assertThat(json.path("runs")).hasSize(2);
        for (JsonNode one : json.path("runs")) {
            assertThat(one.path("operations").asLong()).isPositive();
            assertThat(one.path("operationsPerSecond").asDouble()).isPositive();
            assertThat(one.path("errors").asLong(-1)).isZero();
            assertThat(one.path("latencyMillis").path("p99").asDouble())
                    .isGreaterThanOrEqualTo(
                            one.path("latencyMillis").path("p50").asDouble());
            assertThat(one.path("clientCpuMicrosPerOperation").asDouble()).isPositive();
            assertThat(one.has("serverCpuMicrosPerOperation"))
                    .as("nobody named the servers")
                    .isFalse();
        }
        assertThat(client.store()).hasSize(50);
    }

    @Test
    void theTableHasALineForEachRun() {
        ToolRun run = bench("--in-flight", "1,2");
        assertThat(run.out()).startsWith("put, 256-byte values over 10,000 keys, 1 connection, closed loop");
        assertThat(run.out().lines()).hasSize(4);
    }

    @Test
    void aClusterThatAnswersNothingIsStatusThree() {
        client.failingWith(new UnavailableException(OperationOutcome.NOT_APPLIED, null, "nobody there", null));
        ToolRun run = bench();
        assertThat(run.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(run.err()).contains("not one operation was acknowledged").contains("UNAVAILABLE=");
    }

    @Test
    void aLeaseLoadCountsEachRenewalOfEachLease() throws IOException {
        LeaseClient leases = Mockito.mock(LeaseClient.class);
        List<RenewalListener> listeners = new CopyOnWriteArrayList<>();
        List<KeepAlive> kept = new CopyOnWriteArrayList<>();
        when(leases.onRenewal(any(), any())).thenAnswer(call -> {
            listeners.add(call.getArgument(0));
            return (Registration) () -> {};
        });
        when(leases.grant(Duration.ofSeconds(2)))
                .thenReturn(CompletableFuture.completedFuture(new LeaseGrant(1, 7, Duration.ofSeconds(2))));
        when(leases.keepAlive(7)).thenAnswer(call -> {
            KeepAlive one = Mockito.mock(KeepAlive.class);
            when(one.whenLost()).thenReturn(new CompletableFuture<>());
            kept.add(one);
            return CompletableFuture.completedFuture(one);
        });
        client.withLeases(leases);
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
        try {
            beats.scheduleAtFixedRate(
                    () -> listeners.forEach(listener -> listener.renewed(20, Duration.ofMillis(40))),
                    1,
                    20,
                    TimeUnit.MILLISECONDS);
            ToolRun run = bench("--workload", "lease", "--leases", "20", "--every", "500ms", "-o", "json");
            assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
            JsonNode one =
                    new ObjectMapper().readTree(run.outBytes()).path("runs").get(0);
            assertThat(one.path("inFlight").asInt()).isEqualTo(20);
            assertThat(one.path("operations").asLong()).isPositive();
            assertThat(one.path("operations").asLong() % 20).isZero();
            assertThat(one.path("latencyMillis").path("p50").asDouble()).isBetween(39.0, 41.0);
            // A fake cluster costs so little that it may round to nothing.
            assertThat(one.path("clientCores").isNumber()).isTrue();
        } finally {
            beats.shutdownNow();
        }
        assertThat(kept).hasSize(20).allSatisfy(one -> Mockito.verify(one).close());
    }

    @Test
    void nonsenseIsMisuse() {
        assertThat(bench("--workload", "lease", "--every", "20s").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--workload", "lease", "--every", "soon").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--workload", "lease", "--leases", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--in-flight", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--keys", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--workload", "lock").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--workload", "watch", "--rate", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(bench("--read-percent", "101").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ToolRun.of(client, "bench", "--duration", "soon").status()).isEqualTo(ExitStatus.USAGE);
    }

    private ToolRun bench(String... more) {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"bench", "--warmup", "50ms", "--duration", "200ms"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return ToolRun.of(client, arguments);
    }
}
