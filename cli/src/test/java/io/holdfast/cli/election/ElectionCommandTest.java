package io.holdfast.cli.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.CampaignOptions;
import io.holdfast.client.ClientConfig;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.LockPage;
import io.holdfast.client.Registration;
import io.holdfast.client.Session;
import io.holdfast.client.SessionOptions;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockRecord;
import io.holdfast.model.lock.WaitRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;
import org.mockito.Mockito;

class ElectionCommandTest {
    private static final ElectedLeader A =
            new ElectedLeader("jobs", 7, "a", Bytes.utf8("10.0.0.1:80"), 11, "shop", Instant.ofEpochSecond(1));
    private static final WaitRecord B = new WaitRecord(
            12,
            1,
            3,
            new LockClaim(LockMode.LEADER, 1, 0, 0, 0, "", "b", 5, Bytes.utf8("10.0.0.2:80")),
            2_000,
            "shop",
            "client/shop",
            "127.0.0.1:9");

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final ElectionClient elections = mock(ElectionClient.class);
    private final ClientConfig config = mock(ClientConfig.class);

    @TempDir
    private Path folder;

    @BeforeEach
    void connect() {
        when(client.elections()).thenReturn(elections);
        when(client.config()).thenReturn(config);
        when(config.name()).thenReturn("tool");
        when(elections.show("jobs"))
                .thenReturn(Optional.of(new ElectionDetails(9, "jobs", Optional.of(A), List.of(B), 1)));
        when(elections.show("none")).thenReturn(Optional.empty());
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void leaderShowsWhoLeadsAndWhoWaits() throws IOException {
        JsonNode shown = json(
                ToolRun.of(client, "election", "leader", "jobs", "-o", "json").out());
        assertThat(shown.at("/leader/candidate").asText()).isEqualTo("a");
        assertThat(shown.at("/leader/token").asLong()).isEqualTo(7);
        assertThat(shown.at("/leader/value").asText()).isEqualTo("10.0.0.1:80");
        assertThat(shown.at("/candidates/0/candidate").asText()).isEqualTo("b");
        assertThat(shown.at("/candidates/0/priority").asInt()).isEqualTo(5);
        assertThat(ToolRun.of(client, "election", "leader", "jobs").out()).contains("leads", "waits, 1", "10.0.0.1:80");
    }

    @Test
    void leaderPrintsThePublishedValueAloneIfAskedTo() {
        assertThat(ToolRun.of(client, "election", "leader", "jobs", "--value").out())
                .isEqualTo("10.0.0.1:80");
    }

    @Test
    void nobodyLeadingIsExitStatusOne() {
        ToolRun run = ToolRun.of(client, "election", "leader", "none");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).startsWith("error: NO_LEADER: nobody leads election 'none'");
    }

    @Test
    void listGoesThroughAllPages() throws IOException {
        LockRecord one = new LockRecord("a", LockKind.ELECTION, 0, false, 1, 1, 2, 5, 0);
        LockRecord two = new LockRecord("b", LockKind.ELECTION, 0, false, 0, 0, 0, 6, 0);
        when(elections.list("x", "", 0)).thenReturn(new LockPage(4, List.of(one), true));
        when(elections.list("x", "a", 0)).thenReturn(new LockPage(4, List.of(two), false));
        JsonNode shown =
                json(ToolRun.of(client, "election", "list", "x", "-o", "json").out());
        assertThat(shown.at("/elections/0/name").asText()).isEqualTo("a");
        assertThat(shown.at("/elections/0/led").asBoolean()).isTrue();
        assertThat(shown.at("/elections/1/led").asBoolean()).isFalse();
    }

    @Test
    void resignEndsTheTenureAndSaysWhoLeadsNext() {
        when(elections.revoke("jobs", 0, "b", "upgrade")).thenReturn(true);
        when(elections.leader("jobs")).thenReturn(Optional.of(A));
        ToolRun run = ToolRun.of(client, "election", "resign", "jobs", "--to", "b", "--reason", "upgrade");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).isEqualTo("tenure ended; a leads, token 7\n");
    }

    @Test
    void resignOfAnElectionThatNobodyLeadsIsExitStatusOne() {
        ToolRun run = ToolRun.of(client, "election", "resign", "jobs");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).contains("NO_LEADER");
        assertThat(ToolRun.of(client, "election", "resign", "jobs", "--token", "-1")
                        .status())
                .isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void observePrintsEachUpdateOnALineOfItsOwn() throws IOException {
        when(elections.observe(eq("jobs"), any(), any(Executor.class))).thenAnswer(call -> {
            Consumer<ElectionUpdate> listener = call.getArgument(1);
            Executor executor = call.getArgument(2);
            List.of(
                            new ElectionUpdate.Current(Optional.empty(), false),
                            new ElectionUpdate.Elected(A),
                            new ElectionUpdate.Ended(A, new LockLoss(LockEnd.SESSION_EXPIRED, "no heartbeat")))
                    .forEach(update -> executor.execute(() -> listener.accept(update)));
            ElectionObservation observation = mock(ElectionObservation.class);
            when(observation.election()).thenReturn("jobs");
            return observation;
        });
        String out = ToolRun.of(client, "election", "observe", "jobs", "--max-updates", "3", "-o", "json")
                .out();
        List<String> lines = out.lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(json(lines.get(0)).at("/update").asText()).isEqualTo("current");
        assertThat(json(lines.get(1)).at("/leader/token").asLong()).isEqualTo(7);
        assertThat(json(lines.get(2)).at("/end").asText()).isEqualTo("SESSION_EXPIRED");
        assertThat(ToolRun.of(client, "election", "observe", "jobs", "--max-updates", "3")
                        .out())
                .isEqualTo("""
                        nobody leads
                        a is elected, token 7, value 10.0.0.1:80
                        a leads no more, token 7: session expired, no heartbeat
                        """);
    }

    @Test
    void campaignRunsTheCommandWhileItLeadsAndPassesItsStatusOn() throws IOException {
        LeaderHandle handle = leading();
        Path found = folder.resolve("found");
        ToolRun run = ToolRun.of(
                client,
                "election",
                "campaign",
                "jobs",
                "--candidate",
                "a",
                "--value",
                "here",
                "--priority",
                "3",
                "--ttl",
                "2s",
                "--",
                "sh",
                "-c",
                "echo $HOLDFAST_ELECTION $HOLDFAST_FENCING_TOKEN > " + found + "; exit 3");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(3);
        assertThat(Files.readString(found)).isEqualTo("jobs 42\n");
        ArgumentCaptor<CampaignOptions> options = ArgumentCaptor.forClass(CampaignOptions.class);
        verify(elections).campaignAsync(eq("jobs"), options.capture());
        assertThat(options.getValue().candidate()).isEqualTo("a");
        assertThat(options.getValue().value()).isEqualTo(Bytes.utf8("here"));
        assertThat(options.getValue().priority()).isEqualTo(3);
        verify(client).openSession(SessionOptions.of(Duration.ofSeconds(2)));
        verify(handle, Mockito.atLeastOnce()).releaseAsync();
    }

    @Test
    void aProgramThatIsNotThereIsExitStatus127() throws IOException {
        leading();
        ToolRun run = ToolRun.of(client, "election", "campaign", "jobs", "--", "no-such-program-anywhere");
        assertThat(run.status()).isEqualTo(127);
        assertThat(run.err()).startsWith("error: COMMAND_NOT_FOUND");
    }

    @Test
    void aCampaignThatCannotBeIsAUsageErrorAndNobodyStands() {
        for (String[] wrong : new String[][] {
            {"--health-failures", "many"},
            {"--health-tcp", "nowhere"},
            {"--ttl", "soon"},
            {"--priority", "2000"},
            {"--grace", "1ms"}
        }) {
            ToolRun run = ToolRun.of(client, "election", "campaign", "jobs", wrong[0], wrong[1], "--", "true");
            assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.USAGE);
        }
        verify(elections, never()).campaignAsync(anyString(), any());
    }

    private LeaderHandle leading() {
        LeaderHandle handle = mock(LeaderHandle.class);
        when(handle.name()).thenReturn("jobs");
        when(handle.token()).thenReturn(42L);
        when(handle.isHeld()).thenReturn(true);
        when(handle.remaining()).thenReturn(Duration.ofSeconds(5));
        when(handle.loss()).thenReturn(Optional.empty());
        when(handle.onLost(any(), any())).thenReturn(mock(Registration.class));
        when(handle.onLost(any())).thenReturn(mock(Registration.class));
        when(handle.releaseAsync()).thenReturn(CompletableFuture.completedFuture(null));
        when(handle.resignAsync()).thenCallRealMethod();
        when(elections.campaignAsync(anyString(), any())).thenReturn(CompletableFuture.completedFuture(handle));
        Session session = mock(Session.class, Mockito.RETURNS_MOCKS);
        when(session.closeAsync()).thenReturn(CompletableFuture.completedFuture(null));
        when(client.openSession(any())).thenReturn(CompletableFuture.completedFuture(session));
        return handle;
    }
}
