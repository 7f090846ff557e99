package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.Compare.Relation;
import io.holdfast.model.query.Compare.Target;
import java.util.List;

/** The conditions of transactions. */
final class CompareCodec {
    private static final WireEnum<Target> TARGETS = WireEnum.of(Target.class, target -> switch (target) {
        case VERSION -> 1;
        case CREATE_REVISION -> 2;
        case MOD_REVISION -> 3;
        case VALUE -> 4;
        case LEASE -> 5;
    });
    private static final WireEnum<Relation> RELATIONS = WireEnum.of(Relation.class, relation -> switch (relation) {
        case EQUAL -> 1;
        case GREATER -> 2;
        case LESS -> 3;
        case NOT_EQUAL -> 4;
    });

    private CompareCodec() {}

    private static void write(ProtoWriter writer, int field, Compare compare) {
        int mark = writer.size();
        writer.bytes(5, compare.value());
        writer.number(4, compare.number());
        writer.number(3, RELATIONS.number(compare.relation()));
        writer.number(2, TARGETS.number(compare.target()));
        RangeCodec.write(writer, 1, compare.range());
        writer.message(field, mark);
    }

    static void writeAll(ProtoWriter writer, int field, List<Compare> compares) {
        for (int i = compares.size() - 1; i >= 0; i--) {
            write(writer, field, compares.get(i));
        }
    }

    static Compare read(ProtoReader reader) throws MalformedException {
        KeyRange range = null;
        Target target = null;
        Relation relation = null;
        long number = 0;
        Bytes value = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> range = reader.message("range", range, RangeCodec::readRange);
                case 2 -> target = TARGETS.read(reader, "target");
                case 3 -> relation = RELATIONS.read(reader, "relation");
                case 4 -> number = reader.int64("number");
                case 5 -> value = reader.bytes("value");
                default -> throw reader.unknownField();
            }
        }
        if (range == null) {
            throw reader.missing("range");
        }
        if (target == null) {
            throw reader.missing("target");
        }
        if (relation == null) {
            throw reader.missing("relation");
        }
        return new Compare(range, target, relation, number, value);
    }
}
