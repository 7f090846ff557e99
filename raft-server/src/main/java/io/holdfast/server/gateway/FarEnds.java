package io.holdfast.server.gateway;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The far ends of the connections that are open. gRPC shows no connection to those who serve its calls, but the addresses of
 * its two ends, which no other open connection has. Safe for any thread.
 */
final class FarEnds {
    private final Map<Ends, FarEnd> open = new ConcurrentHashMap<>();

    private record Ends(
            @Nullable SocketAddress local, @Nullable SocketAddress remote) {}

    /** Watches a connection that was accepted, before anything came by it. */
    void watch(Channel accepted) {
        Ends ends = new Ends(accepted.localAddress(), accepted.remoteAddress());
        FarEnd far = new FarEnd();
        accepted.pipeline().addFirst(far);
        open.put(ends, far);
        accepted.closeFuture().addListener(closed -> open.remove(ends, far));
    }

    /** The far end of a connection, by what gRPC says of it; one that never ends it if there is none such. */
    FarEnd of(Attributes connection) {
        FarEnd known = open.get(new Ends(
                connection.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR), connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
        return known == null ? new FarEnd() : known;
    }

    /** How many connections are open. */
    int open() {
        return open.size();
    }
}
