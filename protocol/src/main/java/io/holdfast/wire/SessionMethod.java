package io.holdfast.wire;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/**
 * The native protocol's one method: a stream of frames either way.
 *
 * <p>A client's frame that makes no sense arrives as {@link ClientFrame.Unreadable}; the server ends the stream with
 * INVALID_ARGUMENT and its text. A server's frame that makes no sense cancels the call at the client. Both sides set
 * gRPC's inbound message size to {@link io.holdfast.model.Limits#MAX_FRAME_BYTES}.
 */
public final class SessionMethod {
    /** The service's full name. */
    public static final String SERVICE = "holdfast.v1.Holdfast";

    /** {@code holdfast.v1.Holdfast/Session}. */
    public static final MethodDescriptor<ClientFrame, ServerFrame> DESCRIPTOR =
            MethodDescriptor.<ClientFrame, ServerFrame>newBuilder()
                    .setType(MethodType.BIDI_STREAMING)
                    .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Session"))
                    .setRequestMarshaller(FrameMarshaller.of(
                            WireCodec::stream,
                            WireCodec::decodeClientFrame,
                            malformed -> new ClientFrame.Unreadable(String.valueOf(malformed.getMessage()))))
                    .setResponseMarshaller(FrameMarshaller.of(WireCodec::stream, WireCodec::decodeServerFrame))
                    .build();

    private SessionMethod() {}
}
