package io.holdfast.wire;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.event.Event.Kind;

/** Events: {@code watch.proto}. */
final class EventCodec {
    private static final WireEnum<Kind> KINDS = WireEnum.of(Kind.class, kind -> switch (kind) {
        case PUT -> 0;
        case DELETE -> 1;
    });

    private EventCodec() {}

    static void write(ProtoWriter writer, int field, Event event) {
        int mark = writer.size();
        if (event.previous() != null) {
            KeyValueCodec.write(writer, 3, event.previous());
        }
        KeyValueCodec.write(writer, 2, event.keyValue());
        writer.number(1, KINDS.number(event.kind()));
        writer.message(field, mark);
    }

    static Event read(ProtoReader reader) throws MalformedException {
        Kind kind = Kind.PUT;
        KeyValue keyValue = null;
        KeyValue previous = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> kind = KINDS.read(reader, "kind");
                case 2 -> keyValue = reader.message("key_value", keyValue, KeyValueCodec::read);
                case 3 -> previous = reader.message("previous", previous, KeyValueCodec::read);
                default -> throw reader.unknownField();
            }
        }
        if (keyValue == null) {
            throw reader.missing("key_value");
        }
        return new Event(kind, keyValue, previous);
    }
}
