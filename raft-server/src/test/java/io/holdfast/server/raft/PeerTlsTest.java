package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Raft port over real TLS: the policy on the key exchange, and certificates that change under a running cluster. */
class PeerTlsTest {
    @TempDir
    Path folder;

    private TestCluster cluster;

    @BeforeEach
    void prepare() throws Exception {
        cluster = TestCluster.of(folder, 3);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    @Test
    void aClusterFormsUnderRequireAndAClientThatOffersX25519OnlyIsRefused() throws Exception {
        LiveMaterial probe = LiveMaterial.of(cluster.material(Role.NODE, "n1"));
        assumeTrue(PeerTls.hybrid(probe, cluster.options("n1")), "Ratis' OpenSSL does not load here");
        for (String id : new String[] {"n1", "n2", "n3"}) {
            cluster.start(id, security(cluster.material(Role.NODE, id), PostQuantum.REQUIRE));
        }
        cluster.awaitReady();

        assertThat(cluster.write(TestCluster.put("a", "1"))).isInstanceOf(Outcome.Put.class);
        // The JDK's engine has no hybrid group before 27.
        if (Runtime.version().feature() < 27) {
            assertThatThrownBy(() -> shakeHands(cluster.member("n1").peerPort(), cluster.material(Role.NODE, "n2")))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void underPreferAPeerThatOffersX25519OnlyIsLetIn() throws Exception {
        cluster.started();

        shakeHands(cluster.member("n1").peerPort(), cluster.material(Role.NODE, "n2"));
    }

    @Test
    void peersConnectAnewAfterAChangeAndGoOnReplicating() throws Exception {
        Map<String, LiveMaterial> materials = new TreeMap<>();
        for (String id : new String[] {"n1", "n2", "n3"}) {
            NodeSecurity security = security(cluster.material(Role.NODE, id), PostQuantum.PREFER);
            materials.put(id, security.material());
            cluster.start(id, security);
        }
        cluster.awaitReady();
        cluster.write(TestCluster.put("a", "1"));

        for (var each : materials.entrySet()) {
            each.getValue().replace(cluster.material(Role.NODE, each.getKey()));
        }
        long until = System.nanoTime() + Duration.ofSeconds(8).toNanos();
        int written = 0;
        while (System.nanoTime() < until) {
            assertThat(cluster.write(TestCluster.put("a", "" + written))).isInstanceOf(Outcome.Put.class);
            written++;
        }

        assertThat(written).isGreaterThan(10);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> cluster.awaitReady());
    }

    private static NodeSecurity security(TlsMaterial material, PostQuantum policy) {
        return new NodeSecurity(
                LiveMaterial.of(material), policy, Duration.ofDays(30), Duration.ofSeconds(2), Duration.ofDays(1));
    }

    private static void shakeHands(int port, TlsMaterial material) throws Exception {
        SSLContext context = material.clientContext();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            var parameters = TlsMaterial.parameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.setSoTimeout(5_000);
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }
}
