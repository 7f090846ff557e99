package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.AuthenticationException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.it.cluster.Pki;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no business here gets nowhere, hears why, and disturbs nobody (G10, G11). */
class ForeignPeerIT {
    private static final long SEED = 20_261_122L;

    @TempDir
    static Path directory;

    private static ProcessCluster cluster;
    private static Pki foreign;

    @BeforeAll
    static void startCluster() {
        cluster = ProcessCluster.start(directory.resolve("home"), 3);
        foreign = Pki.init(directory.resolve("foreign"), ProcessCluster.NAME)
                .node("n3")
                .client("tester");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void aClientOfAForeignAuthorityIsRefusedAtOnce() {
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(cluster.pki().caCert(), foreign.cert("tester"), foreign.key("tester"))
                .build()) {
            assertRefused(client);
        } catch (HoldfastException e) {
            // Certificate and authority do not fit: some mismatches show before anything is dialled.
            assertThat(e).hasMessageContaining("authority");
        }
        serves();
    }

    @Test
    void aClientDoesNotTalkToAServerOfAForeignAuthority() {
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(foreign.caCert(), foreign.cert("tester"), foreign.key("tester"))
                .build()) {
            assertRefused(client);
        }
        serves();
    }

    @Test
    void aNodeCertificateIsNotAClient() {
        try (HoldfastClient client = HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(
                        cluster.pki().caCert(),
                        cluster.pki().cert("n1"),
                        cluster.pki().key("n1"))
                .build()) {
            HoldfastException refusal = catchThrowableOfType(
                    HoldfastException.class, () -> client.keyValue().blocking().put("k", "v"));
            assertThat(refusal).hasMessageContaining("node/n1");
        }
        serves();
    }

    @Test
    void theToolWithoutACertificateIsRefused() {
        Tool.Finished finished = Tool.holdfast(
                Map.of(
                        "HOLDFAST_ENDPOINTS",
                        cluster.endpoints(),
                        "HOLDFAST_CACERT",
                        cluster.pki().caCert().toString()),
                "kv",
                "get",
                "a");
        assertThat(finished.exit()).isNotZero();
        assertThat(finished.err()).contains("HOLDFAST_CERT");
    }

    @Test
    void aNodeWithAnotherNodesCertificateDoesNotStart() {
        ServerProcess third = cluster.nodes().get(2);
        third.terminate();
        cluster.configure(third, "n3", "n2", ProcessCluster.NAME);
        third.start();
        assertThat(third.awaitExit(Duration.ofSeconds(60))).isNotZero();
        assertThat(third.output()).contains("node/n2").contains("n3");
        cluster.configure(third, "n3", "n3", ProcessCluster.NAME);
        cluster.startAll();
        serves();
    }

    @Test
    void garbageAndPlaintextOnEveryPortDisturbNobody() throws IOException {
        Random random = new Random(SEED);
        for (ServerProcess node : cluster.nodes()) {
            for (int port : new int[] {node.clientPort(), node.peerPort(), node.opsPort()}) {
                byte[] noise = new byte[1 + random.nextInt(4096)];
                random.nextBytes(noise);
                shout(port, noise);
                shout(port, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                shout(port, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        cluster.nodes().forEach(node -> assertThat(node.isAlive()).isTrue());
        cluster.nodes().forEach(cluster::awaitReady);
        serves();
    }

    private static void shout(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            InputStream answer = socket.getInputStream();
            byte[] read = answer.readNBytes(512);
            assertThat(new String(read, StandardCharsets.ISO_8859_1)).doesNotContain("holdfast_");
        } catch (java.net.SocketException | java.net.SocketTimeoutException e) {
            // Closed in our face, or left alone: both are fine, an answer would not be.
            assertThat(e).isInstanceOf(IOException.class);
        }
    }

    private static void assertRefused(HoldfastClient client) {
        long begin = System.nanoTime();
        AuthenticationException refusal = catchThrowableOfType(
                AuthenticationException.class,
                () -> client.keyValue().blocking().put("k", "v"));
        assertThat(refusal).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    private static void serves() {
        try (HoldfastClient client = cluster.client()) {
            await("service")
                    .atMost(Duration.ofSeconds(20))
                    .ignoreExceptions()
                    .until(() ->
                            client.keyValue().blocking().put("alive", "yes").revision() > 0);
        }
    }
}
