package io.holdfast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsMaterialTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private IssuedCertificate.Saved n1;
    private IssuedCertificate.Saved n2;

    @BeforeEach
    void issue() throws TlsException {
        pki = TestPki.of(folder.resolve("demo"), "demo");
        n1 = saved(pki.authority(), "n1");
        n2 = saved(pki.authority(), "n2");
    }

    @Test
    void goodFilesLoad() throws TlsException {
        TlsMaterial material = TlsMaterial.load(pki.caFile(), n1.certificate(), n1.key());

        assertThat(material.principal()).hasToString("spiffe://demo/node/n1");
        assertThat(material.authorities()).containsExactly(pki.authority().certificate());
        assertThat(material.keyManager().getCertificateChain("holdfast")).containsExactly(material.certificate());
        assertThat(material.validityProblem(Instant.now())).isEmpty();
    }

    @Test
    void anotherCertificatesKeyIsRefused() {
        assertThatThrownBy(() -> TlsMaterial.load(pki.caFile(), n1.certificate(), n2.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(n2.key() + ": not the key of the certificate " + n1.certificate())
                .hasMessageContaining("spiffe://demo/node/n1");
    }

    @Test
    void anotherAuthoritysFileIsRefused() {
        TestPki other = TestPki.of(folder.resolve("other"), "other");

        assertThatThrownBy(() -> TlsMaterial.load(other.caFile(), n1.certificate(), n1.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(n1.certificate() + ": issued by 'CN=demo,O=Holdfast authority'")
                .hasMessageContaining("not an authority in " + other.caFile() + " ('CN=other,O=Holdfast authority')");
    }

    @Test
    void anAuthorityOfTheSameNameButAnotherKeyIsRefused() {
        TestPki impostor = TestPki.of(folder.resolve("impostor"), "demo");

        assertThatThrownBy(() -> TlsMaterial.load(impostor.caFile(), n1.certificate(), n1.key()))
                .hasMessageContaining("which is not an authority in");
    }

    @Test
    void severalAuthoritiesMayBeBelieved() throws TlsException, IOException {
        TestPki other = TestPki.of(folder.resolve("other"), "other");
        Path both = folder.resolve("both.pem");
        Files.writeString(both, Files.readString(other.caFile()) + Files.readString(pki.caFile()));

        assertThat(TlsMaterial.load(both, n1.certificate(), n1.key()).authorities())
                .hasSize(2);
    }

    @Test
    void aCertificateWithoutIdentityIsRefused() throws IOException {
        Path ca = Files.copy(pki.caFile(), folder.resolve("as-own.pem"));

        assertThatThrownBy(() -> TlsMaterial.load(pki.caFile(), ca, n1.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith(ca + ": certificate refused: offered identity 'spiffe://demo'")
                .hasMessageContaining("holdfast pki issue");
    }

    @Test
    void certificatesOutsideTheirValidityLoadAndSaySo() {
        TlsMaterial expired = pki.materialOf(Instant.now().minus(Duration.ofDays(3)), Role.NODE, "n1");
        TlsMaterial early = pki.materialOf(Instant.now().plus(Duration.ofDays(3)), Role.NODE, "n1");

        assertThat(expired.validityProblem(Instant.now()))
                .hasValueSatisfying(problem ->
                        assertThat(problem).contains("spiffe://demo/node/n1 expired at", "holdfast pki issue"));
        assertThat(early.validityProblem(Instant.now()))
                .hasValueSatisfying(problem -> assertThat(problem).contains("not valid before", "clock"));
    }

    @Test
    void sessionsAreResumedForTenMinutesOnly() throws TlsException {
        TlsMaterial node = pki.material(Role.NODE, "n1");

        assertThat(node.serverContext().getServerSessionContext().getSessionTimeout())
                .isEqualTo(600);
        assertThat(node.clientContext().getClientSessionContext().getSessionTimeout())
                .isEqualTo(600);
    }

    @Test
    void theJdksHttpsServerAndClientWorkOverTheContexts() throws IOException, InterruptedException, TlsException {
        TlsMaterial node = pki.material(Role.NODE, "n1");
        TlsMaterial client = pki.material(Role.CLIENT, "app");
        TlsMaterial stranger = TestPki.of(folder.resolve("other"), "other").material(Role.CLIENT, "app");
        HttpsServer server = serve(node.serverContext());
        try {
            assertThat(get(server, "localhost", client.clientContext())).isEqualTo("spiffe://demo/client/app");
            assertThat(get(server, "127.0.0.1", client.clientContext())).isEqualTo("spiffe://demo/client/app");
            SSLContext foreign = stranger.clientContext();
            assertThatThrownBy(() -> get(server, "localhost", foreign))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("offered spiffe://demo/node/n1")
                    .hasMessageContaining("expected spiffe://other/node/*");
        } finally {
            server.stop(0);
        }
    }

    /** Answers with the identity of the client. */
    private static HttpsServer serve(SSLContext context) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = TlsMaterial.parameters();
                tls.setWantClientAuth(true);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                SSLSession session = ((HttpsExchange) exchange).getSSLSession();
                X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
                byte[] body = Principal.of(certificate).toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } catch (IdentityException e) {
                throw new IOException(e);
            }
        });
        server.start();
        return server;
    }

    private static String get(HttpsServer server, String host, SSLContext context)
            throws IOException, InterruptedException {
        URI uri = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private IssuedCertificate.Saved saved(Authority authority, String id) throws TlsException {
        return authority
                .issue(new Principal("demo", Role.NODE, id), List.of("localhost"), List.of(), Duration.ofDays(1))
                .save(folder.resolve("issued"));
    }
}
