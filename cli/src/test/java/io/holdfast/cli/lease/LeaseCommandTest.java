package io.holdfast.cli.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.BlockingLeaseClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.KeepAlive;
import io.holdfast.client.LeaseClient;
import io.holdfast.client.LeaseGrant;
import io.holdfast.client.LeasePage;
import io.holdfast.client.LeaseRevoked;
import io.holdfast.client.SessionState;
import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaseCommandTest {
    private final HoldfastClient client = mock(HoldfastClient.class);
    private final BlockingLeaseClient leases = mock(BlockingLeaseClient.class);

    @BeforeEach
    void connect() {
        LeaseClient asynchronous = mock(LeaseClient.class);
        when(client.leases()).thenReturn(asynchronous);
        when(asynchronous.blocking()).thenReturn(leases);
    }

    @Test
    void grantSaysWhatWasGranted() throws IOException {
        when(leases.grant(0, Duration.ofMillis(500))).thenReturn(new LeaseGrant(7, 3, Duration.ofSeconds(1)));
        assertThat(ToolRun.of(client, "lease", "grant", "500ms").out()).isEqualTo("lease 3 granted for 1 s\n");
        JsonNode json = json(ToolRun.of(client, "lease", "grant", "500ms", "-o", "json"));
        assertThat(json.path("lease").asLong()).isEqualTo(3);
        assertThat(json.path("ttlMillis").asLong()).isEqualTo(1_000);
        assertThat(json.path("revision").asLong()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1s", "soon", "5d"})
    void aTimeToLiveThatMakesNoSenseIsUsage(String ttl) {
        ToolRun run = ToolRun.of(client, "lease", "grant", ttl);
        assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void revokeCountsWhatItDeleted() {
        when(leases.revoke(3)).thenReturn(new LeaseRevoked(9, 3, 2));
        assertThat(ToolRun.of(client, "lease", "revoke", "3").out()).isEqualTo("lease 3 revoked, 2 keys deleted\n");
    }

    @Test
    void ttlPrintsWhatIsLeftAndTheKeys() throws IOException {
        when(leases.timeToLive(3, true))
                .thenReturn(new LeaseLife(9, 3, 30_000, 12_500, List.of(Bytes.utf8("a"), Bytes.utf8("b"))));
        assertThat(ToolRun.of(client, "lease", "ttl", "3", "--keys").out())
                .isEqualTo("lease 3: 12.5 s of 30 s left\na\nb\n");
        JsonNode json = json(ToolRun.of(client, "lease", "ttl", "3", "--keys", "-o", "json"));
        assertThat(json.path("remainingMillis").asLong()).isEqualTo(12_500);
        assertThat(json.path("keys").path(1).path("key").asText()).isEqualTo("b");
    }

    @Test
    void aMissingLeaseIsRefused() {
        when(leases.timeToLive(4, false)).thenReturn(new LeaseLife(9, 4, 0, 0, List.of()));
        ToolRun run = ToolRun.of(client, "lease", "ttl", "4");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).contains("LEASE_NOT_FOUND");
    }

    @Test
    void listGoesThroughAllPages() throws IOException {
        when(leases.list(0, 0))
                .thenReturn(new LeasePage(9, List.of(new LeaseRecord(3, 1, 30_000, 30_000, 0, 2)), true));
        when(leases.list(3, 0))
                .thenReturn(new LeasePage(9, List.of(new LeaseRecord(5, 2, 10_000, 10_000, 0xabc, 0)), false));
        assertThat(ToolRun.of(client, "lease", "list").out())
                .isEqualTo("LEASE  TTL   KEYS  SESSION\n3      30 s  2     -\n5      10 s  0     abc\n");
        JsonNode json = json(ToolRun.of(client, "lease", "list", "-o", "json"));
        assertThat(json.path("leases")).hasSize(2);
        assertThat(json.path("leases").path(0).has("session")).isFalse();
        assertThat(json.path("leases").path(1).path("session").asText()).isEqualTo("abc");
    }

    @Test
    void keepAliveEndsWithStatusOneWhenTheLeaseIsLost() {
        KeepAlive kept = mock(KeepAlive.class);
        CompletableFuture<Void> lost = new CompletableFuture<>();
        when(leases.keepAlive(3)).thenReturn(kept);
        when(kept.ttl()).thenReturn(Duration.ofSeconds(30));
        when(kept.remaining()).thenReturn(Duration.ZERO);
        when(kept.whenLost()).thenReturn(lost);
        when(kept.onStateChange(any())).thenAnswer(call -> {
            Consumer<SessionState> listener = call.getArgument(0);
            listener.accept(SessionState.EXPIRED);
            lost.complete(null);
            return mock(io.holdfast.client.Registration.class);
        });
        ToolRun run = ToolRun.of(client, "lease", "keep-alive", "3");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.out()).isEqualTo("lease 3 connected, 30 s left\nlease 3 expired, 0 s left\n");
        assertThat(run.err()).contains("LEASE_LOST");
        verify(kept).close();
    }

    @Test
    void keepAliveOnceRenewsOnce() {
        when(leases.keepAliveOnce(3)).thenReturn(Duration.ofSeconds(30));
        ToolRun run = ToolRun.of(client, "lease", "keep-alive", "3", "--once", "-o", "json");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("\"renewed\"").contains("30000");
    }

    private static JsonNode json(ToolRun run) throws IOException {
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return new ObjectMapper().readTree(run.outBytes());
    }
}
