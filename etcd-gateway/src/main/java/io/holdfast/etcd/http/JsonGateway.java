package io.holdfast.etcd.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.holdfast.etcd.call.EtcdError;
import io.holdfast.etcd.http.LocalCall.Heard;
import io.holdfast.etcd.proto.RangeRequest;
import io.holdfast.server.port.HttpRoutes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * etcd's JSON gateway, {@code /health} and {@code /version}: each path calls the same service as its gRPC method does, within
 * the process. One request has one message in it; many answers come as lines.
 */
public final class JsonGateway implements HttpRoutes {
    private static final String HEALTH = "/health";
    private static final String VERSION = "/version";
    private static final String RANGE = "etcdserverpb.KV/Range";

    /** Longer than the core lets anything wait that is not meant to. */
    private static final long BRIEF_NANOS = Duration.ofSeconds(30).toNanos();

    /** JSON takes several times the memory of what it stands for, and comes in one piece. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private final String version;
    private final long silenceNanos;
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new TreeMap<>();
    private final Map<String, Routes.Route> routes = Routes.all();

    /**
     * The gateway to these services.
     *
     * @param version what etcd's release is called whose services they are
     * @param silence after so much of it something is sent on a stream, to find out whether its reader is still there
     * @throws IllegalStateException if a path's method is not among them
     */
    public JsonGateway(List<ServerServiceDefinition> services, String version, Duration silence) {
        this.version = version;
        this.silenceNanos = silence.toNanos();
        for (ServerServiceDefinition service : services) {
            for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
                methods.put(method.getMethodDescriptor().getFullMethodName(), method);
            }
        }
        routes.values().forEach(route -> method(route.method()));
    }

    private ServerMethodDefinition<?, ?> method(String name) {
        ServerMethodDefinition<?, ?> method = methods.get(name);
        if (method == null) {
            throw new IllegalStateException("there is no method " + name);
        }
        return method;
    }

    @Override
    public Pace pace(String path) {
        if (path.equals(HEALTH) || path.equals(VERSION)) {
            return Pace.BRIEF;
        }
        Routes.Route route = routes.get(path);
        return route == null ? Pace.NONE : route.pace();
    }

    @Override
    public void serve(Request request, Answer answer) throws IOException, InterruptedException {
        if (request.path().equals(VERSION)) {
            answer.send(
                    HttpStatus.OK,
                    Json.TYPE,
                    Json.utf8("{\"etcdserver\":\"" + version + "\",\"etcdcluster\":\"" + version + "\",\"storage\":\""
                            + version + "\"}"));
            return;
        }
        if (request.path().equals(HEALTH)) {
            health(request, answer);
            return;
        }
        Routes.Route route = routes.get(request.path());
        if (route == null) {
            throw new IllegalArgumentException("nobody serves " + request.path());
        }
        if (!request.method().equals("POST")) {
            Status status = Status.UNIMPLEMENTED.withDescription("only POST is answered here");
            answer.send(HttpStatus.METHOD_NOT_ALLOWED, Json.TYPE, Json.error(status));
            return;
        }
        serve(method(route.method()), route, request, answer);
    }

    private <A, B> void serve(ServerMethodDefinition<A, B> method, Routes.Route route, Request request, Answer answer)
            throws IOException, InterruptedException {
        Message message;
        try {
            message = Json.parse(request.body(), prototype(method.getMethodDescriptor()));
        } catch (InvalidProtocolBufferException e) {
            refuse(answer, Status.INVALID_ARGUMENT.withDescription(String.valueOf(e.getMessage())));
            return;
        }
        LocalCall<A, B> call = LocalCall.begin(method, request.client());
        try {
            call.send(message);
            MethodType type = method.getMethodDescriptor().getType();
            call.halfClose();
            if (type == MethodType.UNARY) {
                one(call, route.pace() == Pace.BRIEF ? BRIEF_NANOS : Long.MAX_VALUE, answer);
            } else {
                new JsonStream(call, Nudge.of(route.method()), silenceNanos).run(answer);
            }
        } finally {
            call.cancel();
        }
    }

    private static Message prototype(MethodDescriptor<?, ?> method) {
        if (method.getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message prototype) {
            return prototype;
        }
        throw new IllegalArgumentException(method.getFullMethodName() + " takes no message of a schema");
    }

    private static void one(LocalCall<?, ?> call, long patienceNanos, Answer answer)
            throws IOException, InterruptedException {
        Heard heard = call.next(patienceNanos);
        if (heard instanceof Heard.Answer found) {
            int size = found.message().getSerializedSize();
            if (size > MAX_ANSWER_BYTES) {
                refuse(
                        answer,
                        Status.RESOURCE_EXHAUSTED.withDescription("grpc: trying to send message larger than max ("
                                + size + " vs. " + MAX_ANSWER_BYTES + ")"));
            } else {
                answer.send(HttpStatus.OK, Json.TYPE, Json.of(found.message()));
            }
        } else {
            refuse(answer, heard instanceof Heard.End end ? end.status() : EtcdError.TIMEOUT.status());
        }
    }

    private static void refuse(Answer answer, Status status) throws IOException {
        answer.send(HttpStatus.of(status.getCode()), Json.TYPE, Json.error(status));
    }

    /** Whether a linearizable read is answered: as etcd has it. */
    private void health(Request request, Answer answer) throws IOException, InterruptedException {
        String reason = unhealthy(method(RANGE), request);
        boolean healthy = reason == null;
        answer.send(
                healthy ? HttpStatus.OK : HttpStatus.UNAVAILABLE,
                Json.TYPE,
                Json.utf8("{\"health\":\"" + healthy + "\",\"reason\":\"" + (healthy ? "" : reason) + "\"}"));
    }

    private static <A, B> @Nullable String unhealthy(ServerMethodDefinition<A, B> range, Request request)
            throws InterruptedException {
        LocalCall<A, B> call = LocalCall.begin(range, request.client());
        call.send(RangeRequest.newBuilder()
                .setKey(com.google.protobuf.ByteString.copyFromUtf8("health"))
                .setCountOnly(true)
                .build());
        call.halfClose();
        Heard heard = call.next(BRIEF_NANOS);
        call.cancel();
        if (heard instanceof Heard.Answer) {
            return null;
        }
        return heard instanceof Heard.End end
                        && EtcdError.NO_LEADER.text().equals(end.status().getDescription())
                ? "RAFT NO LEADER"
                : "QGET ERROR";
    }
}
