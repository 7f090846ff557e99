package io.holdfast.wire;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;

/** An encoded frame on its way into gRPC: its length is known and it is drained by one bulk write. */
final class EncodedStream extends ByteArrayInputStream implements KnownLength, Drainable {
    /** The bytes of {@code array} from {@code start} to {@code end}; the array now belongs to the stream. */
    EncodedStream(byte[] array, int start, int end) {
        super(array, start, end - start);
    }

    @Override
    public synchronized int drainTo(OutputStream target) throws IOException {
        int drained = count - pos;
        target.write(buf, pos, drained);
        pos = count;
        return drained;
    }
}
