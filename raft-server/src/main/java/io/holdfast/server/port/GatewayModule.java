package io.holdfast.server.port;

import io.grpc.ServerServiceDefinition;
import java.util.List;

/**
 * A protocol beside the native one, on the same port: found by {@link java.util.ServiceLoader}, asked once at start.
 *
 * <p>Calls run on event loops ({@code directExecutor}): a service must never block.
 */
public interface GatewayModule {
    /** A short name for logs. */
    String name();

    /** The gRPC services to serve to clients, built on the ports. */
    List<ServerServiceDefinition> services(Ports ports);

    /**
     * What to serve by HTTP on the operations port; asked after {@link #services}.
     *
     * @param services what {@code services} gave
     */
    default List<HttpRoutes> routes(Ports ports, List<ServerServiceDefinition> services) {
        return List.of();
    }

    /**
     * What a gateway may use.
     *
     * @param proposer for writes
     * @param reader for reads
     * @param cluster for who is who
     * @param maintenance for this node's figures
     * @param leases for lives of leases
     * @param sessions for whose sessions there are
     * @param watches for what changes
     * @param locks for what befalls acquisitions
     * @param notices for that something changed
     */
    record Ports(
            Proposer proposer,
            Reader reader,
            ClusterView cluster,
            Maintenance maintenance,
            LeaseService leases,
            SessionDirectory sessions,
            WatchHub watches,
            LockHub locks,
            NoticeHub notices) {}
}
