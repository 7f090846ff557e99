package io.holdfast.etcd.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;

/** The core's byte strings and protobuf's. */
public final class ByteStrings {
    private ByteStrings() {}

    /** The same bytes, copied once. */
    public static Bytes bytes(ByteString bytes) {
        return bytes.isEmpty() ? Bytes.EMPTY : Bytes.wrap(bytes.toByteArray());
    }

    /** The same bytes, shared: neither side ever writes to them. */
    public static ByteString string(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.sharedArray());
    }

    /** A range of keys, whose conventions are etcd's. */
    public static KeyRange range(ByteString key, ByteString end) {
        return new KeyRange(bytes(key), bytes(end));
    }
}
