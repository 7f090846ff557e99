package io.holdfast.tls.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.tls.Handshake;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import io.holdfast.tls.TestPki;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts whose material changes, and the policy on the key exchange, with both engines. */
class LiveContextTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private LiveMaterial node;
    private LiveMaterial client;

    @BeforeEach
    void issue() {
        pki = TestPki.of(folder.resolve("demo"), "demo");
        node = LiveMaterial.of(pki.material(Role.NODE, "n1"));
        client = LiveMaterial.of(pki.material(Role.CLIENT, "app"));
    }

    @ParameterizedTest
    @CsvSource({"JDK,JDK", "JDK,OPENSSL", "OPENSSL,JDK", "OPENSSL,OPENSSL"})
    void theNextHandshakeShowsTheNewCertificatesOfBothSides(SslProvider ours, SslProvider theirs) throws Exception {
        SslContext dialling = NettyContexts.client(client, PostQuantum.PREFER, available(ours));
        SslContext listening = NettyContexts.server(node, PostQuantum.PREFER, available(theirs));
        assertThat(Handshake.between(engine(dialling), engine(listening)).succeeded())
                .isTrue();

        client.replace(pki.material(Role.CLIENT, "app"));
        node.replace(pki.material(Role.NODE, "n1"));

        SSLEngine ourEnd = engine(dialling);
        SSLEngine theirEnd = engine(listening);
        assertThat(Handshake.between(ourEnd, theirEnd).succeeded()).isTrue();
        assertThat(ourEnd.getSession().getPeerCertificates()[0])
                .isEqualTo(node.current().certificate());
        assertThat(theirEnd.getSession().getPeerCertificates()[0])
                .isEqualTo(client.current().certificate());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aDroppedAuthorityIsRefusedByTheNextHandshakeNamingBoth(SslProvider provider) throws Exception {
        TestPki next = TestPki.successor(folder.resolve("next"), pki);
        SslContext dialling = NettyContexts.client(client, PostQuantum.PREFER, available(provider));
        SslContext listening = NettyContexts.server(node, PostQuantum.PREFER, available(provider));
        assertThat(Handshake.between(engine(dialling), engine(listening)).succeeded())
                .isTrue();
        List<String> heard = new ArrayList<>();
        node.onRefusal(refusal -> heard.add(String.valueOf(refusal.getMessage())));
        TlsMaterial newNode = next.material(Role.NODE, "n1");
        TlsMaterial believesBoth = pki.believingAlso(next, client.current());

        client.replace(believesBoth);
        node.replace(newNode);
        Handshake refused = Handshake.between(engine(dialling), engine(listening));

        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.serverRefusal())
                .contains("offered spiffe://demo/client/app issued by 'CN=demo,O=Holdfast authority'")
                .contains("issued by 'CN=demo,O=Holdfast authority 2'");
        assertThat(heard).containsExactly(refused.serverRefusal());
        assertThat(client.wantedByServer()).hasValue("'CN=demo,O=Holdfast authority 2'");
    }

    @ParameterizedTest
    @EnumSource(PostQuantum.class)
    void twoOpenSslEndsAgreeUnderEachPolicy(PostQuantum policy) throws TlsException {
        SslContext dialling = NettyContexts.client(client, policy, available(SslProvider.OPENSSL));
        SslContext listening = NettyContexts.server(node, policy, SslProvider.OPENSSL);

        assertThat(Handshake.between(engine(dialling), engine(listening)).succeeded())
                .isTrue();
    }

    @Test
    void underRequireAPeerThatOffersX25519OnlyIsRefused() throws TlsException {
        SslContext classical = NettyContexts.client(client, PostQuantum.OFF, available(SslProvider.OPENSSL));
        SslContext jdk = NettyContexts.client(client, PostQuantum.PREFER, SslProvider.JDK);
        SslContext requiring = NettyContexts.server(node, PostQuantum.REQUIRE, SslProvider.OPENSSL);
        SslContext preferring = NettyContexts.server(node, PostQuantum.PREFER, SslProvider.OPENSSL);

        assertThat(Handshake.between(engine(classical), engine(requiring)).succeeded())
                .isFalse();
        assertThat(Handshake.between(engine(classical), engine(preferring)).succeeded())
                .isTrue();
        if (Runtime.version().feature() < 27) {
            assertThat(Handshake.between(engine(jdk), engine(requiring)).succeeded())
                    .isFalse();
        }
        assertThat(Handshake.between(engine(jdk), engine(preferring)).succeeded())
                .isTrue();
    }

    @Test
    void theHybridExchangeIsWhatTwoPreferringEndsUse() throws TlsException {
        SslContext preferring = NettyContexts.client(client, PostQuantum.PREFER, available(SslProvider.OPENSSL));
        SslContext requiring = NettyContexts.server(node, PostQuantum.REQUIRE, SslProvider.OPENSSL);
        SslContext classical = NettyContexts.server(node, PostQuantum.OFF, SslProvider.OPENSSL);

        assertThat(Handshake.between(engine(preferring), engine(requiring)).succeeded())
                .isTrue();
        assertThat(Handshake.between(engine(preferring), engine(classical)).succeeded())
                .isTrue();
        assertThat(NettyContexts.hybrid(node.current())).isTrue();
    }

    @Test
    void aProcessThatCannotKeepRequireDoesNotStartWithIt() {
        assertThatThrownBy(() -> NettyContexts.server(node, PostQuantum.REQUIRE, SslProvider.JDK))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("tls.pq")
                .hasMessageContaining("X25519MLKEM768");
    }

    private static SslProvider available(SslProvider provider) {
        assumeTrue(provider != SslProvider.OPENSSL || OpenSsl.isAvailable(), "no OpenSSL library for this platform");
        return provider;
    }

    private static SSLEngine engine(SslContext context) {
        return context.newEngine(UnpooledByteBufAllocator.DEFAULT, "localhost", 7400);
    }
}
