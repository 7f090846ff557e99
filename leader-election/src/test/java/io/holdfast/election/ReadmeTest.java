package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.ElectedLeader;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.RunnerStatus.State;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

/** The examples of the README compile, run, and are the ones printed there. */
@Timeout(60)
class ReadmeTest {
    private final Rehearsal rehearsal = new Rehearsal();
    private final List<String> said = new CopyOnWriteArrayList<>();

    private void log(String line) {
        said.add(line);
    }

    private boolean databaseIsUp() {
        return true;
    }

    private void bill(long token) {
        log("billed " + token);
    }

    /** The public entrance, over the cluster of the rehearsal. */
    private HoldfastClient client() {
        HoldfastClient client = Mockito.mock(HoldfastClient.class, Mockito.RETURNS_DEEP_STUBS);
        Mockito.when(client.elections()).thenReturn(rehearsal.cluster);
        Mockito.when(client.openSession(Mockito.any())).thenAnswer(call -> rehearsal.cluster.open(call.getArgument(0)));
        Mockito.when(client.config().name()).thenReturn("app");
        return client;
    }

    @Test
    void aCandidateStandsAndLeads() {
        HoldfastClient client = client();
        try (LeaderElection election = LeaderElection.builder(client, "billing")
                .candidate("node-7")
                .value("10.0.0.7:8080")
                .session(SessionOptions.of(Duration.ofSeconds(5)).grace(Duration.ofSeconds(1)))
                .listener(state -> log("billing: " + state))
                .start()) {
            Leadership leadership = election.awaitLeadership();
            leadership.whenLost().thenAccept(loss -> log("stop: " + loss.message()));
            if (leadership.isLeader()) {
                bill(leadership.token());
            }
            election.resign();
        }
        await().until(() -> said.contains("stop: resigned"));
        assertThat(said).contains("billed 1");
        Mockito.verify(client)
                .openSession(SessionOptions.of(Duration.ofSeconds(5)).grace(Duration.ofSeconds(1)));
    }

    @Test
    void aRunnerRunsWhileItLeadsAndIsHealthy() {
        HoldfastClient client = client();
        LeaderTask billing = (leadership, stop) -> {
            while (!stop.isRequested()) {
                bill(leadership.token());
                stop.await(Duration.ofSeconds(1));
            }
        };
        try (LeaderRunner runner = LeaderRunner.builder(LeaderElection.builder(client, "billing"), billing)
                .health("database", HealthCheck.of(() -> databaseIsUp() ? Health.GOOD : Health.bad("no database")))
                .drain(Duration.ofSeconds(10))
                .holdDown(HoldDown.DEFAULT)
                .start()) {
            await().until(() -> said.contains("billed 1"));
            assertThat(runner.status().state()).isEqualTo(State.LEADING);
        }
        LeaderRunnerBuilder builder = LeaderRunner.builder(LeaderElection.builder(client, "billing"), billing);
        builder.health(
                "front",
                new HttpHealthCheck(URI.create("http://127.0.0.1:8080/health"), Duration.ofSeconds(1)),
                HealthPolicy.DEFAULT.failures(3, 5).latency(Duration.ofMillis(300)));
    }

    @Test
    void anObserverKnowsWhoLeads() {
        HoldfastClient client = client();
        rehearsal.candidate("a").value("here").start();
        try (ElectionObserver observer = ElectionObserver.of(client, "billing")) {
            Optional<ElectedLeader> leader = observer.leader();
            observer.onUpdate(update -> log("billing: " + update));
            observer.staleSince().ifPresent(since -> log("not confirmed since " + since));
            assertThat(leader.orElseThrow().candidate()).isEqualTo("a");
        }
        await().untilAsserted(() -> assertThat(said).hasSize(1));
    }

    @Test
    void theReadmePrintsWhatIsCompiledHere() throws IOException {
        String compiled = squeezed(Files.readString(Path.of("src/test/java/io/holdfast/election/ReadmeTest.java")));
        List<String> strange = new ArrayList<>();
        int lines = 0;
        boolean code = false;
        for (String line : Files.readAllLines(Path.of("README.md"))) {
            if (line.startsWith("```")) {
                code = line.equals("```java");
            } else if (code) {
                lines++;
                if (!compiled.contains(squeezed(line))) {
                    strange.add(line);
                }
            }
        }
        assertThat(strange).isEmpty();
        assertThat(lines).isGreaterThan(20);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
