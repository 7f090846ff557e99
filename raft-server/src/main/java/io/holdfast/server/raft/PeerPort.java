package io.holdfast.server.raft;

import io.holdfast.tls.TlsException;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/**
 * What the Raft port speaks TLS with.
 *
 * @param security whom this node is, and whom it believes, at each time
 * @param dialling what it dials its peers with
 * @param accepting what it accepts them with
 */
record PeerPort(NodeSecurity security, GrpcTlsConfig dialling, SslContext accepting) {
    static PeerPort of(NodeSecurity security, RaftOptions options) throws TlsException {
        return new PeerPort(
                security,
                PeerTls.of(security.material(), options),
                PeerTls.server(security.material(), options, security.postQuantum()));
    }
}
