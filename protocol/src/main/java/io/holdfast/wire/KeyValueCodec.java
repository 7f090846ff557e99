package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.List;

/** One version of one key: {@code KeyValue} of {@code outcome.proto}. */
final class KeyValueCodec {
    private KeyValueCodec() {}

    static void write(ProtoWriter writer, int field, KeyValue keyValue) {
        int mark = writer.size();
        writer.number(6, keyValue.lease());
        writer.number(5, keyValue.version());
        writer.number(4, keyValue.modRevision());
        writer.number(3, keyValue.createRevision());
        writer.bytes(2, keyValue.value());
        writer.bytes(1, keyValue.key());
        writer.message(field, mark);
    }

    static void writeAll(ProtoWriter writer, int field, List<KeyValue> keyValues) {
        for (int i = keyValues.size() - 1; i >= 0; i--) {
            write(writer, field, keyValues.get(i));
        }
    }

    static KeyValue read(ProtoReader reader) throws MalformedException {
        Bytes key = Bytes.EMPTY;
        Bytes value = Bytes.EMPTY;
        long createRevision = 0;
        long modRevision = 0;
        long version = 0;
        long lease = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> key = reader.bytes("key");
                case 2 -> value = reader.bytes("value");
                case 3 -> createRevision = reader.int64("create_revision");
                case 4 -> modRevision = reader.int64("mod_revision");
                case 5 -> version = reader.int64("version");
                case 6 -> lease = reader.int64("lease");
                default -> throw reader.unknownField();
            }
        }
        return new KeyValue(key, value, createRevision, modRevision, version, lease);
    }
}
