package io.holdfast.server.gateway;

import io.grpc.ServerServiceDefinition;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.wire.SessionMethod;

/** The native service: one method, one stream a client. */
final class SessionService {
    private SessionService() {}

    static ServerServiceDefinition definition(
            Ports ports,
            Gateway.Identity identity,
            GatewayBounds bounds,
            ServerMetrics metrics,
            Sessions sessions,
            Renewal renewal) {
        return ServerServiceDefinition.builder(SessionMethod.SERVICE)
                .addMethod(
                        SessionMethod.DESCRIPTOR,
                        (call, headers) -> new SessionCall(
                                        call, ports, identity, bounds, metrics, sessions, renewal.begin(call))
                                .begin())
                .build();
    }
}
