package io.holdfast.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.GrpcSslContexts;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.netty.NettyContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sides that must not talk to each other find out at once, and say what was offered and what was expected. */
@Timeout(60)
class AuthenticationTest {
    private static final FakeNode.Script NEVER_ASKED = (connection, requests) -> {
        throw new AssertionError("a request came through: " + requests);
    };

    private final TestPki pki = new TestPki("demo");

    private AuthenticationException refused(HoldfastClientBuilder builder) {
        try (HoldfastClient client =
                builder.requestTimeout(Duration.ofSeconds(30)).build()) {
            long before = System.nanoTime();
            Throwable thrown = client.keyValue()
                    .put("a", "1")
                    .handle((reply, failure) -> failure)
                    .join();
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("long before the deadline")
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(thrown).isInstanceOf(AuthenticationException.class);
            AuthenticationException refused = (AuthenticationException) thrown;
            assertThat(refused.outcome()).isEqualTo(OperationOutcome.NOT_APPLIED);
            assertThat(refused.retryable()).isFalse();
            return refused;
        }
    }

    @Test
    void aNodeOfAForeignAuthorityIsRefused() {
        TestPki foreign = new TestPki("other");
        try (FakeNode node = FakeNode.start("n1", foreign, NEVER_ASKED)) {
            assertThat(refused(pki.client(node.address())))
                    .hasMessageContaining(node.address())
                    .hasMessageContaining("refused the server")
                    .hasMessageContaining("offered")
                    .hasMessageContaining("spiffe://other/node/n1")
                    .hasMessageContaining("expected");
        }
    }

    @Test
    void aServerWithAClientsCertificateIsRefused() throws TlsException {
        SslContext impostor = NettyContexts.server(pki.material(Role.CLIENT, "impostor"));
        try (FakeNode node = FakeNode.startWith(impostor, NEVER_ASKED)) {
            assertThat(refused(pki.client(node.address()))).hasMessageContaining("refused the server");
        }
    }

    /**
     * The node's certificate is of the client's authority, but the node itself believes another one: so it is the node
     * that refuses, after the handshake is over for the client, as TLS 1.3 has it.
     */
    @Test
    void aClientTheNodeDoesNotBelieveIsTurnedAwayAndTold() throws SSLException {
        TestPki believed = new TestPki("demo");
        SslContext context = GrpcSslContexts.configure(SslContextBuilder.forServer(
                                pki.material(Role.NODE, "n1").keyManager())
                        .trustManager(believed.material(Role.NODE, "n1").trustManager())
                        .clientAuth(ClientAuth.REQUIRE)
                        .protocols("TLSv1.3"))
                .build();
        try (FakeNode node = FakeNode.startWith(context, NEVER_ASKED)) {
            assertThat(refused(pki.client(node.address())))
                    .hasMessageContaining("refused this client")
                    .hasMessageContaining("spiffe://demo/client/app");
        }
    }

    @Test
    void aPlaintextServerIsRefused() {
        try (FakeNode node = FakeNode.startPlaintext(NEVER_ASKED)) {
            assertThat(refused(pki.client(node.address())))
                    .hasMessageContaining("offered plaintext")
                    .hasMessageContaining("expected TLS 1.3");
        }
    }
}
