package io.holdfast.wire;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.holdfast.model.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/**
 * A codec in gRPC's terms: what is sent is encoded once into an array that gRPC drains, what is received is read into
 * one array and decoded from there.
 */
final class FrameMarshaller<T> implements Marshaller<T> {
    private final Function<T, InputStream> encoder;
    private final Decoder<T> decoder;
    private final Function<MalformedException, T> refusal;

    private FrameMarshaller(
            Function<T, InputStream> encoder, Decoder<T> decoder, Function<MalformedException, T> refusal) {
        this.encoder = encoder;
        this.decoder = decoder;
        this.refusal = refusal;
    }

    /** A marshaller that turns malformed bytes into a value: for a reader who wants to say what is wrong. */
    static <T> FrameMarshaller<T> of(
            Function<T, InputStream> encoder, Decoder<T> decoder, Function<MalformedException, T> refusal) {
        return new FrameMarshaller<>(encoder, decoder, refusal);
    }

    /**
     * A marshaller that ends the call on malformed bytes: a client sees CANCELLED with INVALID_ARGUMENT and the place as
     * its cause; a server's peer sees UNKNOWN, that is all gRPC makes of it.
     */
    static <T> FrameMarshaller<T> of(Function<T, InputStream> encoder, Decoder<T> decoder) {
        return new FrameMarshaller<>(encoder, decoder, malformed -> {
            throw Status.INVALID_ARGUMENT
                    .withDescription(malformed.getMessage())
                    .withCause(malformed)
                    .asRuntimeException();
        });
    }

    /** Makes a value of bytes. */
    interface Decoder<T> {
        T decode(byte[] encoded) throws MalformedException;
    }

    @Override
    public InputStream stream(T value) {
        return encoder.apply(value);
    }

    @Override
    public T parse(InputStream stream) {
        try {
            return decoder.decode(read(stream));
        } catch (MalformedException e) {
            return refusal.apply(e);
        } catch (IOException e) {
            throw Status.INTERNAL
                    .withDescription("the frame could not be read from the transport")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    /** One byte more than allowed is enough to see that it is too much. */
    private static byte[] read(InputStream stream) throws IOException {
        int bound = Limits.MAX_FRAME_BYTES + 1;
        return stream.readNBytes(stream instanceof KnownLength ? Math.min(stream.available(), bound) : bound);
    }
}
