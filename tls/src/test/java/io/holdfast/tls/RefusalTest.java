package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in and who is not, by real handshakes of the JDK's engine, and what a refusal says. */
class RefusalTest {
    private static final int PORT = 7400;

    @TempDir
    Path folder;

    private TestPki pki;
    private TlsMaterial node;
    private TlsMaterial client;

    @BeforeEach
    void issue() {
        pki = TestPki.of(folder.resolve("demo"), "demo");
        node = pki.material(Role.NODE, "n2");
        client = pki.material(Role.CLIENT, "app");
    }

    @Test
    void aClientAndANodeOfOneClusterUnderstandEachOther() {
        assertThat(toNode(client, node).succeeded()).isTrue();
        assertThat(toNode(pki.material(Role.OPERATOR, "ann"), node).succeeded()).isTrue();
        assertThat(toNode(pki.material(Role.NODE, "n1"), node).succeeded()).isTrue();
    }

    @Test
    void aClientOfAnotherAuthorityIsRefusedByTheServer() {
        TestPki stranger = TestPki.of(folder.resolve("stranger"), "demo");
        TlsMaterial forged = pki.believing(stranger.material(Role.CLIENT, "app"));

        assertThat(toNode(forged, node).serverRefusal())
                .contains("offered spiffe://demo/client/app issued by 'CN=demo,O=Holdfast authority'")
                .contains("expected spiffe://demo/node|client|operator/*")
                .contains("PKIX path validation failed");
    }

    @Test
    void aServerOfAnotherAuthorityIsRefusedByTheClient() {
        TestPki stranger = TestPki.of(folder.resolve("stranger"), "other");

        assertThat(toNode(client, stranger.material(Role.NODE, "n2")).clientRefusal())
                .contains("offered spiffe://other/node/n2 issued by 'CN=other,O=Holdfast authority'")
                .contains("expected spiffe://demo/node/* issued by 'CN=demo,O=Holdfast authority'")
                .contains("unable to find valid certification path");
    }

    @Test
    void twoAuthoritiesOfOneClusterAreBelievedSideBySide() throws TlsException {
        TestPki next = TestPki.of(folder.resolve("next"), "demo");
        List<X509Certificate> both =
                List.of(pki.authority().certificate(), next.authority().certificate());
        TlsMaterial oldNode = new TlsMaterial(both, node.chain(), node.key(), node.principal());
        TlsMaterial issued = next.material(Role.CLIENT, "app");
        TlsMaterial newClient = new TlsMaterial(both, issued.chain(), issued.key(), issued.principal());

        assertThat(toNode(newClient, oldNode).succeeded()).isTrue();
        assertThat(toNode(client, oldNode).succeeded()).isTrue();
        assertThat(toNode(newClient, node).serverRefusal()).contains("offered spiffe://demo/client/app");
    }

    @Test
    void anotherClusterUnderTheSameAuthorityIsRefusedOnBothSides() {
        TlsMaterial foreignNode = pki.foreign(new Principal("prod", Role.NODE, "n2"));
        TlsMaterial foreignClient = pki.foreign(new Principal("prod", Role.CLIENT, "app"));

        assertThat(toNode(client, foreignNode).clientRefusal())
                .contains("offered spiffe://prod/node/n2", "expected spiffe://demo/node/*", "another cluster");
        assertThat(handshake(foreignClient, NodeTrust.anyNode(client), node).serverRefusal())
                .contains("offered spiffe://prod/client/app", "expected spiffe://demo/", "another cluster");
    }

    @Test
    void anExpiredCertificateIsRefusedWithItsDate() {
        TlsMaterial expired = pki.materialOf(Instant.now().minus(Duration.ofDays(3)), Role.CLIENT, "app");

        assertThat(toNode(expired, node).serverRefusal())
                .contains("offered spiffe://demo/client/app", "expected spiffe://demo/")
                .contains("it expired at " + expired.certificate().getNotAfter().toInstant());
    }

    @Test
    void aCertificateOfTheFutureIsRefusedWithItsDate() {
        TlsMaterial early = pki.materialOf(Instant.now().plus(Duration.ofDays(3)), Role.NODE, "n2");

        assertThat(toNode(client, early).clientRefusal())
                .contains("offered spiffe://demo/node/n2", "expected spiffe://demo/node/*")
                .contains("it is not valid before "
                        + early.certificate().getNotBefore().toInstant());
    }

    @Test
    void aClientCertificateIsNoServer() {
        assertThat(toNode(client, pki.material(Role.CLIENT, "rogue")).clientRefusal())
                .contains("offered spiffe://demo/client/rogue", "expected spiffe://demo/node/*")
                .contains("Extended key usage does not permit use for TLS server authentication");
    }

    @Test
    void aClientRoleIsNoServerEvenIfItsPurposesSaySo() {
        TlsMaterial rogue = pki.foreign(new Principal("demo", Role.CLIENT, "rogue"));

        assertThat(toNode(client, rogue).clientRefusal())
                .contains("offered spiffe://demo/client/rogue", "expected spiffe://demo/node/*", "another role");
    }

    @Test
    void aClientIsNoPeer() {
        Handshake handshake = Handshake.between(
                Engines.client(client, NodeTrust.anyNode(client), "localhost", PORT),
                Engines.server(node, NodeTrust.peers(node, (host, port) -> Optional.empty())));

        assertThat(handshake.serverRefusal())
                .contains("offered spiffe://demo/client/app", "expected spiffe://demo/node/*", "another role");
    }

    @Test
    void aPeerMustBeTheNodeExpectedAtItsAddress() {
        TlsMaterial n1 = pki.material(Role.NODE, "n1");
        PeerDirectory members =
                (host, port) -> host.equals("127.0.0.1") && port == PORT ? Optional.of("n2") : Optional.empty();

        assertThat(handshake(n1, NodeTrust.peers(n1, members), node, "127.0.0.1")
                        .succeeded())
                .isTrue();
        assertThat(handshake(n1, NodeTrust.peers(n1, members), pki.material(Role.NODE, "n3"), "127.0.0.1")
                        .clientRefusal())
                .contains("offered spiffe://demo/node/n3", "expected spiffe://demo/node/n2", "it is another node");
        assertThat(handshake(n1, NodeTrust.peers(n1, members), node, "localhost")
                        .clientRefusal())
                .contains("offered spiffe://demo/node/n2", "expected nobody at localhost:7400", "no member");
    }

    @Test
    void aCertificateWithoutIdentityIsRefused() {
        assertThat(toNode(pki.materialWithUris(), node).serverRefusal())
                .contains("offered a certificate without identity with subject 'CN=odd,O=odd' issued by 'CN=demo,")
                .contains("expected exactly one URI name spiffe://<cluster>/node|client|operator/<name>");
    }

    @Test
    void aCertificateWithTwoIdentitiesIsRefused() {
        TlsMaterial two = pki.materialWithUris("spiffe://demo/client/app", "spiffe://demo/operator/app");

        assertThat(toNode(two, node).serverRefusal())
                .contains("offered a certificate with 2 URI names", "spiffe://demo/operator/app")
                .contains("expected exactly one URI name");
    }

    @Test
    void aServerForAnotherHostIsRefused() {
        TlsMaterial elsewhere = pki.material(Role.NODE, "n2", List.of("n2.example.org"), List.of("10.0.0.2"));

        assertThat(handshake(client, NodeTrust.anyNode(client), elsewhere, "localhost")
                        .clientRefusal())
                .contains("offered spiffe://demo/node/n2", "expected spiffe://demo/node/*")
                .contains("No subject alternative DNS name matching localhost")
                .contains("for localhost:7400");
        assertThat(handshake(client, NodeTrust.anyNode(client), elsewhere, "127.0.0.1")
                        .clientRefusal())
                .contains("No subject alternative names matching IP address 127.0.0.1", "for 127.0.0.1:7400");
    }

    @Test
    void aConnectionThatDoesNotVerifyHostsIsRefused() {
        SSLEngine engine = Engines.client(client, NodeTrust.anyNode(client), "localhost", PORT);
        SSLParameters careless = TlsMaterial.parameters();
        careless.setEndpointIdentificationAlgorithm("");
        engine.setSSLParameters(careless);

        Handshake handshake = Handshake.between(engine, Engines.server(node, node.trustManager()));

        assertThat(handshake.clientRefusal()).contains("offered spiffe://demo/node/n2", "does not verify host names");
    }

    private static Handshake toNode(TlsMaterial client, TlsMaterial server) {
        return handshake(client, NodeTrust.anyNode(client), server);
    }

    private static Handshake handshake(TlsMaterial client, X509ExtendedTrustManager trust, TlsMaterial server) {
        return handshake(client, trust, server, "localhost");
    }

    private static Handshake handshake(
            TlsMaterial client, X509ExtendedTrustManager trust, TlsMaterial server, String host) {
        return Handshake.between(
                Engines.client(client, trust, host, PORT), Engines.server(server, server.trustManager()));
    }
}
