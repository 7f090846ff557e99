package io.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.cli.FakeClient;
import io.holdfast.cli.ToolRun;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.tls.Authority;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    private final List<HttpServer> servers = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void issueACertificate() throws TlsException {
        Authority authority = Authority.create("demo", Duration.ofDays(1));
        authority.save(folder);
        authority
                .issue(new Principal("demo", Role.OPERATOR, "me"), List.of(), List.of(), Duration.ofHours(1))
                .save(folder);
    }

    @AfterEach
    void stopServers() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void everyNodeIsShownAndTheVerdict() throws IOException {
        String urls = node("n1", "leader", "aa") + "," + node("n2", "follower", "aa");
        ToolRun run = status(urls);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out().lines()).hasSize(4);
        assertThat(run.out())
                .contains("n1    leader")
                .contains("n2    follower")
                .contains("agreement: all 2 nodes hold the same state at index 64");
    }

    @Test
    void jsonCarriesTheSame() throws IOException {
        ToolRun run = status(node("n1", "leader", "aa") + "," + node("n2", "follower", "aa"), "-o", "json");
        JsonNode json = new ObjectMapper().readTree(run.outBytes());
        assertThat(json.path("agreement").path("verdict").asText()).isEqualTo("agree");
        assertThat(json.path("nodes").path(1).path("node").asText()).isEqualTo("n2");
        assertThat(json.path("nodes").path(1).path("leader").asText()).isEqualTo("n1");
        assertThat(json.path("nodes").path(0).path("digest").path("content").asText())
                .isEqualTo("aa");
    }

    @Test
    void nodesThatDisagreeAreStatusOne() throws IOException {
        ToolRun run = status(node("n1", "leader", "aa") + "," + node("n2", "follower", "bb"));
        assertThat(run.status()).isEqualTo(ExitStatus.REFUSED);
        assertThat(run.err()).startsWith("error: DISAGREEMENT:");
    }

    @Test
    void aSilentNodeIsStatusThreeAndTheOthersAreShown() throws IOException {
        ToolRun run = status(node("n1", "leader", "aa") + ",http://127.0.0.1:" + freePort());
        assertThat(run.status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(run.err()).startsWith("error: UNAVAILABLE: 1 of 2 nodes do not answer");
        assertThat(run.out()).contains("n1").contains("unreachable");
    }

    @Test
    void anAddressThatIsNoneIsMisuse() {
        assertThat(status("127.0.0.1:7402").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(status("").status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void memberListShowsWhatTheNodeSays() {
        ToolRun run = ToolRun.of(new FakeClient(), "member", "list", "-o", "json");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).contains("\"cluster\" : \"demo\"").contains("\"term\" : 7");
        assertThat(ToolRun.of(new FakeClient(), "member").status()).isEqualTo(ExitStatus.USAGE);
    }

    private ToolRun status(String urls, String... more) {
        List<String> arguments = new ArrayList<>(List.of("status"));
        arguments.addAll(List.of(more));
        return ToolRun.of(
                Map.of(
                        "HOLDFAST_CACERT", folder.resolve("ca.pem").toString(),
                        "HOLDFAST_CERT", folder.resolve("me.pem").toString(),
                        "HOLDFAST_KEY", folder.resolve("me.key").toString(),
                        "HOLDFAST_OPS_URLS", urls),
                arguments.toArray(String[]::new));
    }

    private String node(String name, String role, String content) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        servers.add(server);
        byte[] body = """
                {"cluster":"demo","node":"%s","role":"%s","leader":{"node":"n1","address":"x:1","term":3},"term":3,
                 "commit":70,"applied":70,"revision":5,"compacted":0,"keys":2,
                 "digest":{"index":64,"version":1,"chain":"cc","content":"%s"},"digests":[]}
                """.formatted(name, role, content).getBytes(StandardCharsets.UTF_8);
        server.createContext("/status", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static int freePort() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        int port = server.getAddress().getPort();
        server.stop(0);
        return port;
    }
}
