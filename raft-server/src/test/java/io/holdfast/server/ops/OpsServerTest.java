package io.holdfast.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.server.Pki;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operations port over real TLS. */
class OpsServerTest {
    @TempDir
    Path folder;

    private final FakeNode node = new FakeNode();
    private final ServerMetrics metrics = new ServerMetrics();
    private Pki pki;
    private OpsServer ops;

    @BeforeEach
    void start() throws Exception {
        pki = new Pki(folder.resolve("pki"), "demo");
        ops = OpsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                LiveMaterial.of(pki.material(Role.NODE, "n1")),
                node,
                metrics,
                new OpsServer.About(
                        "1.2.3", "OPENSSL", "epoll", new OpsServer.KeyExchange(PostQuantum.PREFER, true, false)),
                new OpsServer.Modules(List.of(), principal -> {
                    throw new AssertionError("nothing is served for " + principal);
                }));
    }

    @AfterEach
    void stop() {
        ops.close();
    }

    @Test
    void livenessNeedsNoCertificate() throws Exception {
        HttpResponse<String> reply = get("/livez", anonymous());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("alive\n");
    }

    @Test
    void readinessSaysWhichCheckFailsAndWhy() throws Exception {
        HttpResponse<String> reply = get("/readyz", anonymous());

        assertThat(reply.statusCode()).isEqualTo(503);
        assertThat(reply.body()).isEqualTo("not ready\n[-] disk: full since noon\n    what to do: make room\n");
    }

    @Test
    void verboseReadinessListsEveryCheck() throws Exception {
        assertThat(get("/readyz?verbose", anonymous()).body())
                .isEqualTo("not ready\n[+] leader: n1 leads\n[-] disk: full since noon\n    what to do: make room\n");
    }

    @Test
    void anExcludedCheckDoesNotCount() throws Exception {
        HttpResponse<String> reply = get("/readyz?exclude=disk&verbose", anonymous());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("ready\n[+] leader: n1 leads\n");
        assertThat(get("/readyz?exclude=dusk", anonymous()).statusCode()).isEqualTo(404);
    }

    @Test
    void oneCheckCanBeAsked() throws Exception {
        assertThat(get("/readyz/leader", anonymous()).statusCode()).isEqualTo(200);
        assertThat(get("/readyz/disk", anonymous()).statusCode()).isEqualTo(503);
        HttpResponse<String> unknown = get("/readyz/moon", anonymous());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no such check: moon; there are leader, disk");
    }

    @Test
    void everythingElseNeedsACertificate() throws Exception {
        for (String path : List.of("/metrics", "/status", "/anything")) {
            HttpResponse<String> reply = get(path, anonymous());
            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(reply.body()).contains("no client certificate").contains("cluster demo");
        }
    }

    @Test
    void anyRoleOfTheClusterMayLook() throws Exception {
        for (Role role : Role.values()) {
            assertThat(get("/status", pki.material(role, "somebody").clientContext())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aForeignCertificateIsRefusedInTheHandshake() throws Exception {
        TlsMaterial stranger = new Pki(folder.resolve("foreign"), "demo").material(Role.OPERATOR, "o");
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {stranger.keyManager()}, trust().getTrustManagers(), null);

        assertThatThrownBy(() -> get("/livez", context)).isInstanceOf(IOException.class);
        assertThat(get("/livez", anonymous()).statusCode()).isEqualTo(200);
    }

    @Test
    void theStatusPageHasStableFields() throws Exception {
        JsonNode page = new ObjectMapper().readTree(get("/status", client()).body());

        assertThat(page.path("cluster").asText()).isEqualTo("demo");
        assertThat(page.path("node").asText()).isEqualTo("n1");
        assertThat(page.path("role").asText()).isEqualTo("leader");
        assertThat(page.path("leader").path("node").asText()).isEqualTo("n1");
        assertThat(page.path("term").asLong()).isEqualTo(3);
        assertThat(page.path("commit").asLong()).isEqualTo(12);
        assertThat(page.path("applied").asLong()).isEqualTo(11);
        assertThat(page.path("revision").asLong()).isEqualTo(7);
        assertThat(page.path("compacted").asLong()).isEqualTo(1);
        assertThat(page.path("keys").asLong()).isEqualTo(5);
        assertThat(page.path("digest").path("index").asLong()).isEqualTo(10);
        assertThat(page.path("digest").path("chain").asText()).isEqualTo("0000000000000abc");
        assertThat(page.path("digest").path("content").asText()).isEqualTo("ffffffffffffffff");
        assertThat(page.path("digests")).hasSize(2);
        assertThat(page.path("version").asText()).isEqualTo("1.2.3");
        assertThat(page.path("tlsProvider").asText()).isEqualTo("OPENSSL");
        assertThat(page.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(page.path("cpuSeconds").asDouble()).isPositive();
        assertThat(page.path("uptimeSeconds").asDouble()).isPositive();
    }

    @Test
    void withoutALeaderTheStatusSaysNull() throws Exception {
        node.leader = null;

        assertThat(new ObjectMapper()
                        .readTree(get("/status", client()).body())
                        .path("leader")
                        .isNull())
                .isTrue();
    }

    @Test
    void metricsAreServedAsPrometheusText() throws Exception {
        metrics.groupCommitted(3, 700, 2_000_000);
        HttpResponse<String> reply = get("/metrics", client());

        assertThat(reply.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(reply.body()).contains("holdfast_group_committed_commands_sum 3\n");
    }

    @Test
    void onlyGetIsAnswered() throws Exception {
        HttpRequest post = request("/status")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        HttpResponse<String> reply = http(client()).send(post, HttpResponse.BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(405);
        assertThat(reply.headers().firstValue("Allow")).hasValue("GET");
    }

    @Test
    void anUnknownPageIsNotFoundAndTheOthersAreNamed() throws Exception {
        HttpResponse<String> reply = get("/admin", client());

        assertThat(reply.statusCode()).isEqualTo(404);
        assertThat(reply.body()).contains("/livez, /readyz, /readyz/<check>, /metrics and /status");
    }

    @Test
    void aPageThatCannotBeMadeIsAnErrorAndTheNextOneIsServed() throws Exception {
        node.broken = true;
        assertThat(get("/status", client()).statusCode()).isEqualTo(500);
        node.broken = false;

        assertThat(get("/status", client()).statusCode()).isEqualTo(200);
    }

    @Test
    void stalledAndPlaintextConnectionsDoNotKeepOthersOut() throws Exception {
        try (Socket first = connect();
                Socket second = connect();
                Socket third = connect()) {
            first.getOutputStream().write(0x16);
            second.getOutputStream().write(0x16);
            third.getOutputStream().write("GET /livez HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(get("/livez", anonymous()).statusCode()).isEqualTo(200);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), ops.port());
    }

    private SSLContext client() throws Exception {
        return pki.material(Role.CLIENT, "app").clientContext();
    }

    private SSLContext anonymous() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust().getTrustManagers(), null);
        return context;
    }

    private TrustManagerFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca", pki.material(Role.CLIENT, "reader").authorities().get(0));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory;
    }

    private HttpResponse<String> get(String path, SSLContext context) throws Exception {
        return http(context).send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient http(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ops.port() + path))
                .timeout(Duration.ofSeconds(15));
    }

    /** A node that leads and whose disk is full. */
    private static final class FakeNode implements Maintenance {
        private volatile @Nullable Leader leader = new Leader("n1", "127.0.0.1:7400", 3);

        private volatile boolean broken;

        @Override
        public NodeStatus status() {
            if (broken) {
                throw new IllegalStateException("starting");
            }
            return new NodeStatus(
                    "demo",
                    "c-1",
                    "n1",
                    Member.Role.LEADER,
                    leader,
                    3,
                    12,
                    11,
                    7,
                    1,
                    5,
                    99,
                    List.of(new NodeStatus.DigestAt(5, 1, 1, 2), new NodeStatus.DigestAt(10, 1, 0xabcL, -1)),
                    new NodeStatus.SnapshotAt(8, 2, 1_234, 60));
        }

        @Override
        public List<Check> checks() {
            return List.of(Check.passed("leader", "n1 leads"), Check.failing("disk", "full since noon", "make room"));
        }
    }
}
