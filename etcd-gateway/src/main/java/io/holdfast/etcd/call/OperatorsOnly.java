package io.holdfast.etcd.call;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.holdfast.server.port.Client;
import java.util.Set;

/** Refuses methods to everybody but operators, as etcd refuses them to everybody but root. Safe for any thread. */
public final class OperatorsOnly implements ServerInterceptor {
    private final Set<String> methods;

    /** One for the methods of these full names. */
    public OperatorsOnly(Set<String> methods) {
        this.methods = Set.copyOf(methods);
    }

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
        if (methods.contains(call.getMethodDescriptor().getFullMethodName())) {
            Client client = call.getAttributes().get(Client.KEY);
            if (client == null || !client.isOperator()) {
                call.close(EtcdError.PERMISSION_DENIED.status(), new Metadata());
                return new ServerCall.Listener<>() {};
            }
        }
        return next.startCall(call, metadata);
    }
}
