package io.holdfast.server.raft;

import io.holdfast.tls.NodeTrust;
import io.holdfast.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.OpenSsl;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/** Mutual TLS on the Raft port, with Ratis' own (shaded) Netty. */
final class PeerTls {
    private static final List<String> CIPHERS =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private PeerTls() {}

    /**
     * Both directions of the Raft port: what this node offers, and whom it accepts. The peer it dials must be exactly
     * the member at that address; who dials it must be a node of the cluster, and {@link PeerGuard} compares each
     * message with the certificate.
     */
    static GrpcTlsConfig of(TlsMaterial material, RaftOptions options) {
        return GrpcTlsConfig.newBuilder()
                .setName("raft-" + options.node())
                .setMutualTls(true)
                .setKeyManager(material.keyManager())
                .setTrustManager(NodeTrust.peers(material, (host, port) -> nodeAt(options, host, port)))
                .setProtocols(TlsMaterial.PROTOCOL)
                .setCipherSuites(CIPHERS)
                // Stated for both directions: left out, Ratis takes OpenSSL for servers even where it does not load.
                .setSslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .build();
    }

    private static Optional<String> nodeAt(RaftOptions options, String host, int port) {
        return options.members().stream()
                .filter(member -> member.host().equals(host) && member.peerPort() == port)
                .map(RaftOptions.MemberAddress::id)
                .findFirst();
    }
}
