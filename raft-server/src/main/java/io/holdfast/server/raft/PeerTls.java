package io.holdfast.server.raft;

import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PeerDirectory;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.ClientAuth;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.OpenSsl;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.OpenSslContextOption;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SupportedCipherSuiteFilter;

/**
 * Mutual TLS on the Raft port, with Ratis' own (shaded) Netty.
 *
 * <p>What a node accepts is a context of ours ({@link PeerContext}), made anew for each material. What it dials with is
 * made by Ratis, once: there the key and trust managers ask for the material in use in each handshake.
 */
final class PeerTls {
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private static final String GROUPS = "jdk.tls.namedGroups";
    private static final String CLIENT_CACHE =
            "org.apache.ratis.thirdparty.io.netty.handler.ssl.openssl.sessionCacheClient";
    private static final boolean OPEN_SSL = loadOpenSsl();

    private PeerTls() {}

    /**
     * What the node dials with. The peer it dials must be exactly the member at that address; who dials it must be a
     * node of the cluster, and {@link PeerGuard} compares each message with the certificate.
     */
    static GrpcTlsConfig of(LiveMaterial live, RaftOptions options) {
        return GrpcTlsConfig.newBuilder()
                .setName("raft-" + options.node())
                .setMutualTls(true)
                .setKeyManager(live.handshakes().keys())
                .setTrustManager(live.handshakes().peers(directory(options)))
                .setProtocols(TlsMaterial.PROTOCOL)
                .setCipherSuites(CIPHERS)
                // Stated for both directions: left out, Ratis takes OpenSSL for servers even where it does not load.
                .setSslProvider(OPEN_SSL ? SslProvider.OPENSSL : SslProvider.JDK)
                .build();
    }

    /**
     * What the node accepts with. Every connection between two nodes has a node that accepts, so the policy on the key
     * exchange holds in both directions if it is kept here.
     *
     * @throws TlsException if the policy cannot be kept by this process
     */
    static SslContext server(LiveMaterial live, RaftOptions options, PostQuantum policy) throws TlsException {
        return new PeerContext(live, material -> server(live, material, options, policy));
    }

    /** Whether this process can exchange keys in the hybrid way on the Raft port. */
    static boolean hybrid(LiveMaterial live, RaftOptions options) {
        try {
            return server(live, live.current(), options, PostQuantum.REQUIRE).isServer();
        } catch (TlsException e) {
            return false;
        }
    }

    private static SslContext server(LiveMaterial live, TlsMaterial material, RaftOptions options, PostQuantum policy)
            throws TlsException {
        try {
            return build(live, material, options, policy);
        } catch (SSLException | IllegalStateException | IllegalArgumentException e) {
            if (policy != PostQuantum.PREFER) {
                throw new TlsException(
                        "no TLS on the peer port with tls.pq '" + policy.word() + "': " + e.getMessage(), e);
            }
        }
        // A library that does not know the hybrid group refuses the whole list.
        return server(live, material, options, PostQuantum.OFF);
    }

    private static SslContext build(LiveMaterial live, TlsMaterial material, RaftOptions options, PostQuantum policy)
            throws SSLException {
        SslContextBuilder builder = GrpcSslContexts.configure(
                        SslContextBuilder.forServer(live.handshakes(material).keys()),
                        OPEN_SSL ? SslProvider.OPENSSL : SslProvider.JDK)
                .trustManager(live.handshakes(material).peers(directory(options)))
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(TlsMaterial.PROTOCOL)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .sessionTimeout(TlsMaterial.RESUMPTION.toSeconds());
        if (OPEN_SSL) {
            return builder.option(OpenSslContextOption.GROUPS, policy.groups().toArray(String[]::new))
                    .build();
        }
        if (policy == PostQuantum.REQUIRE) {
            throw new SSLException("the JDK's TLS engine has no " + policy.groups());
        }
        return builder.build();
    }

    private static PeerDirectory directory(RaftOptions options) {
        return (host, port) -> nodeAt(options, host, port);
    }

    private static Optional<String> nodeAt(RaftOptions options, String host, int port) {
        return options.members().stream()
                .filter(member -> member.host().equals(host) && member.peerPort() == port)
                .map(RaftOptions.MemberAddress::id)
                .findFirst();
    }

    /**
     * Loads Ratis' OpenSSL with what it takes from properties only, once and for the whole process: the groups that the
     * dialling side offers (there is no other way to them), and no resumption by the dialling side, whose context
     * outlives changes of the material. The properties are given back, because the JDK reads the first one too.
     */
    private static boolean loadOpenSsl() {
        String groups = System.getProperty(GROUPS);
        String cache = System.getProperty(CLIENT_CACHE);
        if (groups == null) {
            System.setProperty(GROUPS, String.join(",", PostQuantum.PREFER.groups()));
        }
        System.setProperty(CLIENT_CACHE, "false");
        try {
            // Reads the second property: loaded here and not with the first connection.
            return OpenSsl.isAvailable()
                    && SslContextBuilder.forClient()
                            .sslProvider(SslProvider.OPENSSL)
                            .build()
                            .isClient();
        } catch (SSLException e) {
            return false;
        } finally {
            restore(GROUPS, groups);
            restore(CLIENT_CACHE, cache);
        }
    }

    private static void restore(String property, @org.jspecify.annotations.Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }
}
