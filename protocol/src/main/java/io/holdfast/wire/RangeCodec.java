package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.RangeQuery.SortOrder;
import io.holdfast.model.query.RangeQuery.SortTarget;

/** Ranges of keys and reads of them: {@code query.proto}. */
final class RangeCodec {
    private static final WireEnum<SortTarget> TARGETS = WireEnum.of(SortTarget.class, target -> switch (target) {
        case KEY -> 0;
        case VERSION -> 1;
        case CREATE_REVISION -> 2;
        case MOD_REVISION -> 3;
        case VALUE -> 4;
    });
    private static final WireEnum<SortOrder> ORDERS = WireEnum.of(SortOrder.class, order -> switch (order) {
        case NONE -> 0;
        case ASCEND -> 1;
        case DESCEND -> 2;
    });

    private RangeCodec() {}

    static void write(ProtoWriter writer, int field, KeyRange range) {
        int mark = writer.size();
        writer.bytes(2, range.end());
        writer.bytes(1, range.start());
        writer.message(field, mark);
    }

    static KeyRange readRange(ProtoReader reader) throws MalformedException {
        Bytes start = Bytes.EMPTY;
        Bytes end = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> start = reader.bytes("start");
                case 2 -> end = reader.bytes("end");
                default -> throw reader.unknownField();
            }
        }
        return new KeyRange(start, end);
    }

    static void write(ProtoWriter writer, int field, RangeQuery query) {
        int mark = writer.size();
        writer.bool(13, query.uncounted());
        writer.number(12, query.maxBytes());
        writer.number(11, query.maxCreateRevision());
        writer.number(10, query.minCreateRevision());
        writer.number(9, query.maxModRevision());
        writer.number(8, query.minModRevision());
        writer.bool(7, query.countOnly());
        writer.bool(6, query.keysOnly());
        writer.number(5, ORDERS.number(query.order()));
        writer.number(4, TARGETS.number(query.target()));
        writer.number(3, query.limit());
        writer.number(2, query.revision());
        write(writer, 1, query.range());
        writer.message(field, mark);
    }

    static RangeQuery readQuery(ProtoReader reader) throws MalformedException {
        KeyRange range = null;
        long revision = 0;
        long limit = 0;
        SortTarget target = SortTarget.KEY;
        SortOrder order = SortOrder.NONE;
        boolean keysOnly = false;
        boolean countOnly = false;
        long minMod = 0;
        long maxMod = 0;
        long minCreate = 0;
        long maxCreate = 0;
        int maxBytes = 0;
        boolean uncounted = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> range = reader.message("range", range, RangeCodec::readRange);
                case 2 -> revision = reader.int64("revision");
                case 3 -> limit = reader.int64("limit");
                case 4 -> target = TARGETS.read(reader, "target");
                case 5 -> order = ORDERS.read(reader, "order");
                case 6 -> keysOnly = reader.bool("keys_only");
                case 7 -> countOnly = reader.bool("count_only");
                case 8 -> minMod = reader.int64("min_mod_revision");
                case 9 -> maxMod = reader.int64("max_mod_revision");
                case 10 -> minCreate = reader.int64("min_create_revision");
                case 11 -> maxCreate = reader.int64("max_create_revision");
                case 12 -> maxBytes = reader.int32("max_bytes");
                case 13 -> uncounted = reader.bool("uncounted");
                default -> throw reader.unknownField();
            }
        }
        if (range == null) {
            throw reader.missing("range");
        }
        return new RangeQuery(
                range, revision, limit, target, order, keysOnly, countOnly, minMod, maxMod, minCreate, maxCreate,
                maxBytes, uncounted);
    }
}
