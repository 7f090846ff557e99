package io.holdfast.server.gateway;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.holdfast.model.Leader;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.gateway.Connections.Caller;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.trace.SlowRequest;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.ServerFrame;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One native stream: waits for the client's hello, agrees on a version, then hands every frame to its
 * {@link ClientStream}.
 *
 * <p>gRPC calls the listener's methods one after the other on the connection's event loop. States: waiting (no stream
 * yet) → open (a stream) → over (cancelled, completed or closed by the {@link Outbox}).
 */
final class SessionCall extends ServerCall.Listener<ClientFrame> {
    private final ServerCall<ClientFrame, ServerFrame> call;
    private final Outbox outbox;
    private final Ports ports;
    private final Gateway.Identity identity;
    private final GatewayBounds bounds;
    private final Sessions sessions;
    private final StreamAge age;

    private volatile @Nullable ClientStream stream;

    SessionCall(
            ServerCall<ClientFrame, ServerFrame> call,
            Ports ports,
            Gateway.Identity identity,
            GatewayBounds bounds,
            ServerMetrics metrics,
            Sessions sessions,
            StreamAge age) {
        this.call = call;
        this.ports = ports;
        this.identity = identity;
        this.bounds = bounds;
        this.sessions = sessions;
        this.age = age;
        this.outbox = new Outbox(
                call,
                bounds.openBytes(),
                sessions.unsent(),
                account(call),
                new FrameTimes(metrics.requests(), sessions.slow(), caller(call)),
                metrics,
                this::leader,
                this::roomAgain);
    }

    private static SlowRequest.Caller caller(ServerCall<?, ?> call) {
        String principal = call.getAttributes().get(Connections.CALLER) instanceof Caller.Known known
                ? known.principal().toString()
                : "unknown";
        return new SlowRequest.Caller(principal, Connections.addressOf(call.getAttributes()));
    }

    private static Account account(ServerCall<?, ?> call) {
        return Objects.requireNonNull(
                call.getAttributes().get(Connections.ACCOUNT), "a connection nobody looked at, or a node's");
    }

    /** Opens the way: the first frame of the client is asked for. */
    ServerCall.Listener<ClientFrame> begin() {
        call.sendHeaders(new Metadata());
        call.request(1);
        return this;
    }

    /** The way out, for what concerns every stream: leader changes and the end of the server. */
    Outbox outbox() {
        return outbox;
    }

    /** When it has to end. */
    StreamAge age() {
        return age;
    }

    /** What it came by. */
    ServerCall<?, ?> call() {
        return call;
    }

    @Override
    public void onMessage(ClientFrame frame) {
        ClientStream open = stream;
        if (frame instanceof ClientFrame.Hello hello) {
            if (open == null) {
                greet(hello);
            } else {
                outbox.abort(Status.FAILED_PRECONDITION.withDescription("a second hello; one opens the stream"));
            }
        } else if (frame instanceof ClientFrame.Requests requests) {
            if (open == null) {
                outbox.abort(Status.FAILED_PRECONDITION.withDescription("the first frame must be a hello"));
            } else {
                open.take(requests);
            }
        } else if (frame instanceof ClientFrame.Watches watches) {
            if (open == null) {
                outbox.abort(Status.FAILED_PRECONDITION.withDescription("the first frame must be a hello"));
            } else {
                open.take(watches);
            }
        } else if (frame instanceof ClientFrame.Unreadable unreadable) {
            outbox.abort(Status.INVALID_ARGUMENT.withDescription("unreadable frame: " + unreadable.why()));
        }
    }

    private void greet(ClientFrame.Hello hello) {
        try {
            Negotiation agreed = Negotiation.with(hello, identity.version());
            stream = new ClientStream(call, outbox, ports, bounds, rules(), sessions.checks());
            // Before the leader is asked: a change after the question then comes as a frame of its own.
            sessions.add(this);
            outbox.hello(new ServerFrame.Hello(
                    agreed.version(),
                    identity.version(),
                    identity.cluster(),
                    identity.node(),
                    agreed.features(),
                    bounds.credit(),
                    leader()));
            call.request(1);
        } catch (Negotiation.Refusal refusal) {
            outbox.abort(Status.FAILED_PRECONDITION.withDescription(refusal.getMessage()));
        }
    }

    @Override
    public void onReady() {
        outbox.drain();
    }

    @Override
    public void onHalfClose() {
        outbox.finish();
    }

    @Override
    public void onCancel() {
        FarEnd farEnd = call.getAttributes().get(Connections.FAR_END);
        ClientStream open = stream;
        // A stream that is cancelled for itself says nothing of the process behind it: it may have gone to another
        // node.
        if (farEnd != null && farEnd.hasEndedIt() && open != null && !sessions.isLeaving()) {
            open.cut();
        }
        over();
    }

    @Override
    public void onComplete() {
        over();
    }

    private void over() {
        outbox.gone();
        sessions.remove(this);
    }

    private CommandRules rules() throws Negotiation.Refusal {
        if (call.getAttributes().get(Connections.CALLER) instanceof Caller.Known known) {
            return new CommandRules(known.principal(), Connections.addressOf(call.getAttributes()), ports.sessions());
        }
        throw new Negotiation.Refusal("nobody looked at this connection");
    }

    private @Nullable Leader leader() {
        return ports.cluster().leader();
    }

    private void roomAgain() {
        ClientStream open = stream;
        if (open != null) {
            open.roomAgain();
        }
    }
}
