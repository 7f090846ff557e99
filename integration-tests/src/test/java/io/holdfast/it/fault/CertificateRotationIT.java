package io.holdfast.it.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.AuthenticationException;
import io.holdfast.client.HoldfastClient;
import io.holdfast.it.cluster.Pki;
import io.holdfast.it.cluster.ProcessCluster;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.it.cluster.Tool;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority and every certificate of a running cluster are replaced; nobody is restarted, nothing fails (G10). */
class CertificateRotationIT {
    private static final String OLD = "CN=it,O=Holdfast authority";
    private static final String NEW = "CN=it,O=Holdfast authority 2";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    private static ProcessCluster cluster;
    private static Path keptAside;

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = ProcessCluster.prepare(directory.resolve("home"), 3);
        for (ServerProcess node : cluster.nodes()) {
            Files.writeString(
                    node.configuration(), "  reload-every: 250ms\n  renew-within: 2s\n", StandardOpenOption.APPEND);
        }
        cluster.startAll();
        keptAside = Files.createDirectories(directory.resolve("aside"));
        Pki pki = cluster.pki();
        for (String name : List.of("tester", "n3")) {
            Files.copy(pki.cert(name), keptAside.resolve(name + ".pem"));
            Files.copy(pki.key(name), keptAside.resolve(name + ".key"));
        }
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void theAuthorityOfARunningClusterIsReplacedUnderWrites() throws Exception {
        try (HoldfastClient client = HoldfastClient.builder()
                        .endpoints(cluster.endpoints())
                        .tls(
                                cluster.pki().caCert(),
                                cluster.pki().cert("tester"),
                                cluster.pki().key("tester"))
                        .tlsReloadEvery(Duration.ofMillis(250))
                        .build();
                Writing writing = new Writing(client)) {
            writing.goesOn();

            rotate("ca");
            // Both authorities, for those who come with an old certificate in the end.
            Files.copy(cluster.pki().caCert(), keptAside.resolve("ca.pem"));
            everyNodeReloaded(1);
            writing.goesOn();

            rotate("leaf", "--all");
            everyPortShows(NEW);
            everyNodeRenewedItsPeers();
            writing.goesOn();

            rotate("ca", "--finish");
            everyNodeReloaded(3);
            writing.goesOn();

            assertThat(writing.failure()).as("writes fail at no step").isNull();
            int written = writing.stopAndCount();
            assertThat(client.keyValue()
                            .blocking()
                            .get("counter")
                            .keyValue()
                            .orElseThrow()
                            .value()
                            .utf8())
                    .isEqualTo(Integer.toString(written));
        }
        anOldClientIsRefusedNamingBoth();
        anOldPeerIsRefusedNamingBoth();
        theNodesStillElectALeader();
    }

    private static void anOldClientIsRefusedNamingBoth() {
        try (HoldfastClient late = HoldfastClient.builder()
                .endpoints(cluster.endpoints())
                .tls(keptAside.resolve("ca.pem"), keptAside.resolve("tester.pem"), keptAside.resolve("tester.key"))
                .build()) {
            AuthenticationException refusal = catchThrowableOfType(
                    AuthenticationException.class,
                    () -> late.keyValue().blocking().put("late", "1"));
            assertThat(refusal)
                    .hasMessageContaining(
                            "offered the certificate of spiffe://it/client/tester issued by '" + OLD + "'")
                    .hasMessageContaining("expected one issued by '" + NEW + "'");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(outputOfAll())
                        .contains("certificate refused")
                        .contains("offered=\"spiffe://it/client/tester issued by '" + OLD + "'\"")
                        .contains("issued by '" + NEW + "'\" reason="));
    }

    private static void anOldPeerIsRefusedNamingBoth() throws TlsException {
        TlsMaterial late =
                TlsMaterial.load(keptAside.resolve("ca.pem"), keptAside.resolve("n3.pem"), keptAside.resolve("n3.key"));
        ServerProcess node = cluster.nodes().get(0);
        assertThatThrownBy(() -> issuerShownAt(node.peerPort(), late)).isInstanceOf(IOException.class);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.output())
                        .contains("offered=\"spiffe://it/node/n3 issued by '" + OLD
                                + "'\" expected=\"spiffe://it/node/* issued by '" + NEW + "'\""));
    }

    private static void theNodesStillElectALeader() {
        ServerProcess leader = await("a leader")
                .atMost(PATIENCE)
                .until(
                        () -> cluster.nodes().stream()
                                .filter(node -> cluster.operationsNow()
                                        .status(node)
                                        .map(status ->
                                                status.path("role").asText().equals("leader"))
                                        .orElse(false))
                                .findFirst(),
                        java.util.Optional::isPresent)
                .orElseThrow();
        leader.kill();
        try (HoldfastClient client = cluster.client(PATIENCE)) {
            assertThat(client.keyValue().blocking().put("after", "1").revision())
                    .isPositive();
        }
    }

    private static void rotate(String... what) {
        String[] arguments = new String[what.length + 4];
        arguments[0] = "pki";
        arguments[1] = "rotate";
        System.arraycopy(what, 0, arguments, 2, what.length);
        arguments[what.length + 2] = "--dir";
        arguments[what.length + 3] = directory.resolve("home/pki").toString();
        Tool.holdfast(Map.of(), arguments).ok();
    }

    /** A step may count more than once: its files are replaced one after the other. */
    private static void everyNodeReloaded(int atLeast) {
        for (ServerProcess node : cluster.nodes()) {
            await("reload of " + node.node()).atMost(PATIENCE).untilAsserted(() -> {
                String page = cluster.operationsNow()
                        .get(node, "/metrics")
                        .orElseThrow()
                        .body();
                double reloads = page.lines()
                        .filter(line -> line.startsWith("holdfast_tls_reloads_total "))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                        .findFirst()
                        .orElse(0);
                assertThat(reloads).isGreaterThanOrEqualTo(atLeast);
            });
        }
    }

    private static void everyPortShows(String issuer) throws TlsException {
        TlsMaterial material = cluster.pki().material("tester");
        TlsMaterial peer = cluster.pki().material("n2");
        for (ServerProcess node : cluster.nodes()) {
            await("certificates of " + node.node())
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        assertThat(issuerShownAt(node.clientPort(), material)).isEqualTo(issuer);
                        assertThat(issuerShownAt(node.opsPort(), material)).isEqualTo(issuer);
                        assertThat(issuerShownAt(node.peerPort(), peer)).isEqualTo(issuer);
                    });
        }
    }

    private static void everyNodeRenewedItsPeers() {
        for (ServerProcess node : cluster.nodes()) {
            await("peers of " + node.node())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> cluster.nodes().stream()
                            .filter(other -> other != node)
                            .forEach(other -> assertThat(node.output())
                                    .contains("connections renewed node=" + node.node() + " peer=" + other.node())));
        }
    }

    /** Shakes hands and reads a byte, because with TLS 1.3 a client hears of its own refusal only then. */
    private static String issuerShownAt(int port, TlsMaterial material) throws IOException, TlsException {
        try (SSLSocket socket =
                (SSLSocket) material.clientContext().getSocketFactory().createSocket()) {
            SSLParameters parameters = TlsMaterial.parameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
            socket.setSoTimeout(500);
            socket.startHandshake();
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            try {
                socket.getInputStream().read();
            } catch (java.net.SocketTimeoutException e) {
                // Nobody refused, and nobody has anything to say before we do.
                return shown.getIssuerX500Principal().getName();
            }
            return shown.getIssuerX500Principal().getName();
        }
    }

    private static String outputOfAll() {
        StringBuilder all = new StringBuilder();
        cluster.nodes().forEach(node -> all.append(node.output()));
        return all.toString();
    }

    /** One write after the other, all the time, on a thread of its own. */
    private static final class Writing implements AutoCloseable {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicInteger written = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private final Thread thread;

        Writing(HoldfastClient client) {
            thread = new Thread(
                    () -> {
                        while (!stopped.get() && failure.get() == null) {
                            try {
                                client.keyValue().blocking().put("counter", Integer.toString(written.get() + 1));
                                written.incrementAndGet();
                            } catch (RuntimeException e) {
                                failure.set(e);
                            }
                        }
                    },
                    "writing");
            thread.start();
        }

        void goesOn() {
            int before = written.get();
            await("writes").atMost(PATIENCE).untilAsserted(() -> {
                assertThat(failure.get()).isNull();
                assertThat(written.get()).isGreaterThan(before + 20);
            });
        }

        @Nullable
        Throwable failure() {
            return failure.get();
        }

        int stopAndCount() throws InterruptedException {
            stopped.set(true);
            thread.join(PATIENCE.toMillis());
            return written.get();
        }

        @Override
        public void close() {
            stopped.set(true);
        }
    }
}
