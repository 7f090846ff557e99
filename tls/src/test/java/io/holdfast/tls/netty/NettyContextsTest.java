package io.holdfast.tls.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.tls.Handshake;
import io.holdfast.tls.Role;
import io.holdfast.tls.TestPki;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both of Netty's engines, on either side. */
class NettyContextsTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private TlsMaterial node;
    private TlsMaterial client;

    @BeforeEach
    void issue() {
        pki = TestPki.of(folder.resolve("demo"), "demo");
        node = pki.material(Role.NODE, "n1");
        client = pki.material(Role.CLIENT, "app");
    }

    @ParameterizedTest
    @CsvSource({"JDK,JDK", "JDK,OPENSSL", "OPENSSL,JDK", "OPENSSL,OPENSSL"})
    void bothEnginesAgreeOnHttp2OverTls13(SslProvider ours, SslProvider theirs) throws TlsException, SSLException {
        SSLEngine dialling = engine(NettyContexts.client(client, available(ours)));
        SSLEngine listening = engine(NettyContexts.server(node, available(theirs)));

        Handshake handshake = Handshake.between(dialling, listening);

        assertThat(handshake.succeeded()).isTrue();
        assertThat(dialling.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(dialling.getApplicationProtocol()).isEqualTo("h2");
        assertThat(listening.getApplicationProtocol()).isEqualTo("h2");
        assertThat(listening.getSession().getPeerCertificates()[0]).isEqualTo(client.certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void rsaKeysServeOnEitherSide(SslProvider provider) throws TlsException {
        TlsMaterial rsaNode = pki.rsaMaterial(Role.NODE, "n2");
        TlsMaterial rsaClient = pki.rsaMaterial(Role.CLIENT, "app");

        Handshake handshake = Handshake.between(
                engine(NettyContexts.client(rsaClient, available(provider))),
                engine(NettyContexts.server(rsaNode, provider)));

        assertThat(handshake.succeeded()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aStrangerIsRefusedOnEitherSideWithOfferedAndExpected(SslProvider provider) throws TlsException {
        TestPki other = TestPki.of(folder.resolve("other"), "other");
        TlsMaterial strange = other.material(Role.NODE, "n1");

        Handshake toStranger = Handshake.between(
                engine(NettyContexts.client(client, available(provider))),
                engine(NettyContexts.server(strange, provider)));
        Handshake fromStranger = Handshake.between(
                engine(SslContexts.believingAnything(strange, provider)), engine(NettyContexts.server(node, provider)));

        assertThat(toStranger.clientRefusal())
                .contains("offered spiffe://other/node/n1", "expected spiffe://demo/node/*");
        assertThat(fromStranger.serverRefusal())
                .contains("offered spiffe://other/node/n1", "expected spiffe://demo/node|client|operator/*");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClientWithoutCertificateIsRefused(SslProvider provider) throws TlsException {
        Handshake handshake = Handshake.between(
                engine(SslContexts.anonymous(available(provider))), engine(NettyContexts.server(node, provider)));

        assertThat(handshake.succeeded()).isFalse();
        assertThat(handshake.serverFailure()).isPresent();
        assertThat(String.valueOf(handshake.serverFailure().orElseThrow().getMessage()))
                .containsPattern("(?i)certificate");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void anOlderProtocolIsRefused(SslProvider provider) throws TlsException {
        Handshake handshake = Handshake.between(
                engine(SslContexts.tls12(client, available(provider))), engine(NettyContexts.server(node, provider)));

        assertThat(handshake.succeeded()).isFalse();
        assertThat(handshake.serverFailure()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void plaintextIsNotTls(SslProvider provider) throws TlsException {
        SSLEngine server = engine(NettyContexts.server(node, available(provider)));
        ByteBuffer plain = ByteBuffer.wrap("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> server.unwrap(plain, ByteBuffer.allocate(1 << 16)))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void theEngineInUseIsExplained() {
        assertThat(NettyContexts.providerReason())
                .startsWith(NettyContexts.provider().name());
    }

    private static SslProvider available(SslProvider provider) {
        assumeTrue(provider != SslProvider.OPENSSL || OpenSsl.isAvailable(), "no OpenSSL library for this platform");
        return provider;
    }

    private static SSLEngine engine(SslContext context) {
        return context.newEngine(UnpooledByteBufAllocator.DEFAULT, "localhost", 7400);
    }

    /** Clients that break a rule. */
    private static final class SslContexts {
        static SslContext anonymous(SslProvider provider) {
            return build(SslContextBuilder.forClient().sslProvider(provider).protocols("TLSv1.3"));
        }

        static SslContext believingAnything(TlsMaterial material, SslProvider provider) {
            return build(SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols("TLSv1.3")
                    .keyManager(material.keyManager()));
        }

        static SslContext tls12(TlsMaterial material, SslProvider provider) {
            return build(SslContextBuilder.forClient()
                    .sslProvider(provider)
                    .protocols("TLSv1.2")
                    .keyManager(material.keyManager()));
        }

        private static SslContext build(SslContextBuilder builder) {
            try {
                return builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm("")
                        .build();
            } catch (SSLException e) {
                throw new AssertionError(e);
            }
        }
    }
}
