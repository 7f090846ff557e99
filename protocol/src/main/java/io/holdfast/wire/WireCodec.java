package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.watch.WatchPush;

/**
 * Frames between client and server as bytes: the messages of {@code session.proto}. Decoders take hostile bytes: they
 * throw nothing but {@link MalformedException}, in time and memory bounded by the length of what they read. Safe for any
 * thread.
 */
public final class WireCodec {
    private WireCodec() {}

    /**
     * Encodes a client's frame.
     *
     * @throws IllegalArgumentException if it takes more than {@link Limits#MAX_FRAME_BYTES} (see {@link
     *     #sizeBound(Request)}) or holds something that only a decoder makes
     */
    public static byte[] encode(ClientFrame frame) {
        return bounded(ClientFrameCodec.write(frame)).toArray();
    }

    /**
     * Encodes a server's frame.
     *
     * @throws IllegalArgumentException if it takes more than {@link Limits#MAX_FRAME_BYTES} (see {@link
     *     #sizeBound(Result)})
     */
    public static byte[] encode(ServerFrame frame) {
        return bounded(ServerFrameCodec.write(frame)).toArray();
    }

    /**
     * Decodes a client's frame. A request that makes no sense in itself becomes {@link Request.Unreadable}.
     *
     * @throws MalformedException if the frame as a whole makes no sense
     */
    public static ClientFrame decodeClientFrame(byte[] encoded) throws MalformedException {
        return ClientFrameCodec.read(reader(encoded));
    }

    /**
     * Decodes a server's frame.
     *
     * @throws MalformedException if it is not exactly one frame of this version
     */
    public static ServerFrame decodeServerFrame(byte[] encoded) throws MalformedException {
        return ServerFrameCodec.read(reader(encoded));
    }

    /**
     * How many bytes a request adds to its frame at most. Whoever gathers requests ends the frame before the sum, and 16
     * bytes for the frame itself, pass {@link Limits#MAX_FRAME_BYTES}. Cheap.
     */
    public static long sizeBound(Request request) {
        return FrameBound.of(request);
    }

    /** How many bytes a request about watches adds to its frame at most, as {@link #sizeBound(Request)}. */
    public static long sizeBound(WatchRequest request) {
        return FrameBound.of(request);
    }

    /**
     * How many bytes a result adds to its frame at most. Whoever gathers results ends the frame before the sum, and 16
     * bytes for the frame itself, pass {@link Limits#MAX_FRAME_BYTES}. Cheap.
     */
    public static long sizeBound(Result result) {
        return FrameBound.of(result);
    }

    /** How many bytes a push adds to its frame at most, as {@link #sizeBound(Result)}. */
    public static long sizeBound(WatchPush push) {
        return FrameBound.of(push);
    }

    /** How many bytes a push about locks adds to its frame at most, as {@link #sizeBound(Result)}. */
    public static long sizeBound(LockPush push) {
        return FrameBound.of(push);
    }

    /** How many bytes a topic adds to a frame of notices at most, as {@link #sizeBound(Result)}. */
    public static long sizeBound(Topic topic) {
        return FrameBound.of(topic);
    }

    /** How many bytes one event adds to its push at most. */
    public static long sizeBound(Event event) {
        return FrameBound.of(event);
    }

    static EncodedStream stream(ClientFrame frame) {
        return bounded(ClientFrameCodec.write(frame)).toStream();
    }

    static EncodedStream stream(ServerFrame frame) {
        return bounded(ServerFrameCodec.write(frame)).toStream();
    }

    private static ProtoReader reader(byte[] encoded) throws MalformedException {
        if (encoded.length > Limits.MAX_FRAME_BYTES) {
            throw MalformedException.broken(
                    "the frame has " + encoded.length + " bytes, at most " + Limits.MAX_FRAME_BYTES + " are allowed");
        }
        return new ProtoReader(encoded, 0, encoded.length);
    }

    private static ProtoWriter bounded(ProtoWriter writer) {
        if (writer.size() > Limits.MAX_FRAME_BYTES) {
            throw new IllegalArgumentException("the frame takes " + writer.size() + " bytes encoded, at most "
                    + Limits.MAX_FRAME_BYTES + " are allowed");
        }
        return writer;
    }
}
