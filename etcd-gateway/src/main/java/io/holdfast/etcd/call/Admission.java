package io.holdfast.etcd.call;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.holdfast.server.port.Client;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls of a principal as operations it has open, together with those of its native streams, and refuses one
 * more than it may have. Streams that carry renewals and watches do not count. Safe for any thread.
 */
public final class Admission implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
            ServerCall<A, B> call, Metadata metadata, ServerCallHandler<A, B> next) {
        Client client = call.getAttributes().get(Client.KEY);
        if (client == null || call.getMethodDescriptor().getType() != MethodType.UNARY) {
            return next.startCall(call, metadata);
        }
        Counted<A, B> counted = new Counted<>(call, client);
        return new Listener<>(next.startCall(counted, metadata), counted);
    }

    /** A call that gives back what it took when it is closed, once. */
    private static final class Counted<A, B> extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {
        private static final int NOTHING = -1;

        private final Client client;
        private final AtomicInteger taken = new AtomicInteger(NOTHING);

        Counted(ServerCall<A, B> call, Client client) {
            super(call);
            this.client = client;
        }

        boolean take(int bytes) {
            if (!client.hasRoom()) {
                return false;
            }
            client.opened(bytes);
            taken.set(bytes);
            return true;
        }

        @Override
        public void close(Status status, Metadata trailers) {
            int bytes = taken.getAndSet(NOTHING);
            if (bytes != NOTHING) {
                client.closed(bytes);
            }
            super.close(status, trailers);
        }
    }

    /** Takes when the request is there. Confined to the call's executor. */
    private static final class Listener<A, B>
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<A> {
        private final Counted<A, B> call;
        private boolean refused;

        Listener(ServerCall.Listener<A> delegate, Counted<A, B> call) {
            super(delegate);
            this.call = call;
        }

        @Override
        public void onMessage(A message) {
            int bytes = message instanceof MessageLite request ? request.getSerializedSize() : 0;
            if (call.take(bytes)) {
                super.onMessage(message);
            } else {
                refused = true;
                call.close(EtcdError.TOO_MANY_REQUESTS.status(), new Metadata());
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
