package io.holdfast.server.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;

/**
 * Ratis' gRPC transport with our hooks in it. Ratis makes it by its class name, so it is public and has no arguments.
 */
public final class BarrierRpcType implements RpcType {
    @Override
    public String name() {
        return BarrierRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new BarrierGrpcFactory(parameters);
    }
}
