package io.holdfast.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.client.BlockingSessionClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.SessionClient;
import io.holdfast.client.SessionPage;
import io.holdfast.model.session.SessionRecord;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionCommandTest {
    private static final SessionRecord ONE =
            new SessionRecord(0xabc, 4, "worker-7", "spiffe://demo/client/app", "10.0.0.7:5000", 0, 10_000, 200, 2);

    private final HoldfastClient client = mock(HoldfastClient.class);
    private final BlockingSessionClient sessions = mock(BlockingSessionClient.class);

    @BeforeEach
    void connect() {
        SessionClient asynchronous = mock(SessionClient.class);
        when(client.sessions()).thenReturn(asynchronous);
        when(asynchronous.blocking()).thenReturn(sessions);
    }

    @Test
    void listSaysWhoseASessionIsAndWhatItHolds() throws IOException {
        when(sessions.list(0, 0)).thenReturn(new SessionPage(9, List.of(ONE), false));
        assertThat(ToolRun.of(client, "session", "list").out())
                .contains("abc")
                .contains("worker-7")
                .contains("spiffe://demo/client/app")
                .contains("10.0.0.7:5000")
                .contains("1970-01-01T00:00:00Z")
                .contains("10.0 s")
                .contains("0.2 s");
        JsonNode json = new ObjectMapper()
                .readTree(ToolRun.of(client, "session", "list", "-o", "json").outBytes())
                .path("sessions")
                .path(0);
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "session",
                        "lease",
                        "client",
                        "principal",
                        "address",
                        "opened",
                        "ttlMillis",
                        "graceMillis",
                        "keys");
        assertThat(json.path("session").asText()).isEqualTo("abc");
    }

    @Test
    void killTakesTheIdAsListed() {
        when(sessions.kill(0xabc, "stuck")).thenReturn(true);
        ToolRun run = ToolRun.of(client, "session", "kill", "abc", "--reason", "stuck");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).isEqualTo("session abc killed\n");
    }

    @Test
    void killOfAMissingSessionIsRefused() {
        when(sessions.kill(0xabc, "")).thenReturn(false);
        ToolRun run = ToolRun.of(client, "session", "kill", "abc");
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).contains("SESSION_NOT_FOUND");
    }

    @Test
    void anIdThatIsNoNumberIsUsage() {
        assertThat(ToolRun.of(client, "session", "kill", "the-first").status()).isEqualTo(ExitStatus.USAGE);
    }
}
