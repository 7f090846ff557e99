package io.holdfast.it.workload;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.holdfast.it.cluster.ServerProcess;
import io.holdfast.model.Limits;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;

/** Bare channels to one node. */
public final class Channels {
    private Channels() {}

    /** A channel to exactly this node, showing these certificates. */
    public static ManagedChannel to(ServerProcess node, TlsMaterial material) {
        try {
            return NettyChannelBuilder.forAddress("127.0.0.1", node.clientPort())
                    .sslContext(NettyContexts.client(material))
                    .maxInboundMessageSize(Limits.MAX_FRAME_BYTES)
                    .build();
        } catch (TlsException e) {
            throw new IllegalStateException(e);
        }
    }
}
