package io.holdfast.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import java.util.function.Function;

/** The methods of the link between nodes. They stand on the client port, for node certificates only. */
public final class PeerMethod {
    /** The service's full name. */
    public static final String SERVICE = "holdfast.v1.Peer";

    /** {@code holdfast.v1.Peer/Identify}: any node answers. */
    public static final MethodDescriptor<PeerRequest.Identify, PeerReply.Identified> IDENTIFY = unary(
            "Identify",
            marshaller(PeerCodec::write, PeerCodec::identify),
            marshaller(PeerCodec::write, PeerCodec::identified));

    /** {@code holdfast.v1.Peer/Register}: the leader answers, others fail it with NOT_LEADER. */
    public static final MethodDescriptor<PeerRequest.Register, PeerReply.Registration> REGISTER = unary(
            "Register",
            marshaller(PeerCodec::write, PeerCodec::register),
            marshaller(PeerCodec::write, PeerCodec::registration));

    /** {@code holdfast.v1.Peer/ReadIndex}: the leader answers, others fail it with NOT_LEADER. */
    public static final MethodDescriptor<PeerRequest.ReadIndex, PeerReply.ReadIndexed> READ_INDEX = unary(
            "ReadIndex",
            marshaller(PeerCodec::write, PeerCodec::readIndex),
            marshaller(PeerCodec::write, PeerCodec::readIndexed));

    /** {@code holdfast.v1.Peer/Propose}: the leader answers, others refuse with NOT_LEADER. */
    public static final MethodDescriptor<PeerRequest.Propose, PeerReply.Proposed> PROPOSE = unary(
            "Propose",
            marshaller(ForwardCodec::write, ForwardCodec::propose),
            marshaller(ForwardCodec::write, ForwardCodec::proposed));

    /** {@code holdfast.v1.Peer/AskLeases}: the leader answers, in parts; others fail each request with NOT_LEADER. */
    public static final MethodDescriptor<PeerRequest.AskLeases, PeerReply.LeasesTold> ASK_LEASES = method(
            MethodType.SERVER_STREAMING,
            "AskLeases",
            marshaller(ForwardCodec::write, ForwardCodec::askLeases),
            marshaller(ForwardCodec::write, ForwardCodec::leasesTold));

    private PeerMethod() {}

    private static <Q, R> MethodDescriptor<Q, R> unary(String name, Marshaller<Q> request, Marshaller<R> reply) {
        return method(MethodType.UNARY, name, request, reply);
    }

    private static <Q, R> MethodDescriptor<Q, R> method(
            MethodType type, String name, Marshaller<Q> request, Marshaller<R> reply) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(request)
                .setResponseMarshaller(reply)
                .build();
    }

    private static <T> Marshaller<T> marshaller(Function<T, ProtoWriter> writer, ProtoReader.Body<T> body) {
        return FrameMarshaller.of(
                value -> writer.apply(value).toStream(),
                encoded -> body.read(new ProtoReader(encoded, 0, encoded.length)));
    }
}
