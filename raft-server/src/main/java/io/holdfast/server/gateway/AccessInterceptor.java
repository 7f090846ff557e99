package io.holdfast.server.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.holdfast.server.gateway.Connections.Caller;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.tls.LiveMaterial;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Stands before every service of the client port: whoever has no rule that lets them in, is refused. */
final class AccessInterceptor implements ServerInterceptor {
    private final AccessRules rules;
    private final ServerMetrics metrics;
    private final LiveMaterial live;
    private final Renewal renewal;

    AccessInterceptor(AccessRules rules, ServerMetrics metrics, LiveMaterial live, Renewal renewal) {
        this.rules = rules;
        this.metrics = metrics;
        this.live = live;
        this.renewal = renewal;
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

    /** Why a connection that was let in must not be served any more; null if it may. Once after each change. */
    private @Nullable String fallen(ServerCall<?, ?> call) {
        AtomicLong checked = call.getAttributes().get(Connections.CHECKED);
        long generation = live.generation();
        if (checked == null || checked.get() == generation) {
            return null;
        }
        String complaint = renewal.complaint(call);
        if (complaint == null) {
            checked.set(generation);
        }
        return complaint;
    }

    private Status verdict(ServerCall<?, ?> call) {
        Caller caller = call.getAttributes().get(Connections.CALLER);
        if (caller instanceof Caller.Known known) {
            String fallen = fallen(call);
            if (fallen != null) {
                return Status.UNAUTHENTICATED.withDescription(fallen);
            }
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
