package io.holdfast.server.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.holdfast.server.gateway.Connections.Caller;
import io.holdfast.server.metrics.ServerMetrics;
import java.util.Optional;

/** Stands before every service of the client port: whoever has no rule that lets them in, is refused. */
final class AccessInterceptor implements ServerInterceptor {
    private final AccessRules rules;
    private final ServerMetrics metrics;

    AccessInterceptor(AccessRules rules, ServerMetrics metrics) {
        this.rules = rules;
        this.metrics = metrics;
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        Status verdict = verdict(call);
        if (verdict.isOk()) {
            return next.startCall(call, headers);
        }
        metrics.callRefused();
        call.close(verdict, new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private Status verdict(ServerCall<?, ?> call) {
        Caller caller = call.getAttributes().get(Connections.CALLER);
        if (caller instanceof Caller.Known known) {
            String service = call.getMethodDescriptor().getServiceName();
            Optional<String> refusal = rules.refusal(known.principal(), service == null ? "" : service);
            return refusal.map(Status.PERMISSION_DENIED::withDescription).orElse(Status.OK);
        }
        if (caller instanceof Caller.Surplus surplus) {
            return Status.RESOURCE_EXHAUSTED.withDescription(surplus.why());
        }
        return Status.UNAUTHENTICATED.withDescription(
                caller instanceof Caller.Unknown unknown ? unknown.why() : "nobody looked at this connection");
    }
}
