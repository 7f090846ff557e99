package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import org.jspecify.annotations.Nullable;

/** The queries of locks: written by its instances, read by its static methods. */
final class LockQueryCodec implements LockQuery.Handler<ProtoWriter> {
    private final ProtoWriter writer;

    LockQueryCodec(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter all(LockQuery.All query) {
        int mark = writer.size();
        writer.number(3, query.limit());
        writer.text(2, "after", query.after(), Limits.MAX_LOCK_NAME_BYTES);
        writer.text(1, "prefix", query.prefix(), Limits.MAX_LOCK_NAME_BYTES);
        writer.message(6, mark);
        return writer;
    }

    @Override
    public ProtoWriter one(LockQuery.One query) {
        int mark = writer.size();
        writer.number(2, query.limit());
        LockClaimCodec.writeName(writer, 1, query.name());
        writer.message(7, mark);
        return writer;
    }

    @Override
    public ProtoWriter acquisition(LockQuery.Acquisition query) {
        int mark = writer.size();
        LockClaimCodec.writeName(writer, 3, query.name());
        writer.number(2, query.acquisition());
        writer.fixed64(1, query.session());
        writer.message(8, mark);
        return writer;
    }

    @Override
    public ProtoWriter token(LockQuery.Token query) {
        int mark = writer.size();
        writer.number(2, query.token());
        LockClaimCodec.writeName(writer, 1, query.name());
        writer.message(9, mark);
        return writer;
    }

    @Override
    public ProtoWriter changes(LockQuery.Changes query) {
        int mark = writer.size();
        writer.number(3, query.limit());
        writer.number(2, query.after());
        LockClaimCodec.writeName(writer, 1, query.name());
        writer.message(10, mark);
        return writer;
    }

    /** The kind of query in {@code field}; {@code before} is the kind that was read already. */
    static Query read(ProtoReader reader, int field, @Nullable Query before) throws MalformedException {
        return switch (field) {
            case 6 -> reader.message("locks", before, LockQueryCodec::readAll);
            case 7 -> reader.message("lock", before, LockQueryCodec::readOne);
            case 8 -> reader.message("acquisition", before, LockQueryCodec::readAcquisition);
            case 9 -> reader.message("token", before, LockQueryCodec::readToken);
            case 10 -> reader.message("changes", before, LockQueryCodec::readChanges);
            default -> throw reader.unknownField();
        };
    }

    private static LockQuery readAll(ProtoReader reader) throws MalformedException {
        String prefix = "";
        String after = "";
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> prefix = reader.text("prefix", Limits.MAX_LOCK_NAME_BYTES);
                case 2 -> after = reader.text("after", Limits.MAX_LOCK_NAME_BYTES);
                case 3 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new LockQuery.All(prefix, after, limit);
    }

    private static LockQuery readOne(ProtoReader reader) throws MalformedException {
        String name = "";
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new LockQuery.One(name, limit);
    }

    private static LockQuery readAcquisition(ProtoReader reader) throws MalformedException {
        long session = 0;
        long acquisition = 0;
        String name = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> acquisition = reader.int64("acquisition");
                case 3 -> name = LockClaimCodec.readName(reader);
                default -> throw reader.unknownField();
            }
        }
        return new LockQuery.Acquisition(session, acquisition, name);
    }

    private static LockQuery readToken(ProtoReader reader) throws MalformedException {
        String name = "";
        long token = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> token = reader.int64("token");
                default -> throw reader.unknownField();
            }
        }
        return new LockQuery.Token(name, token);
    }

    private static LockQuery readChanges(ProtoReader reader) throws MalformedException {
        String name = "";
        long after = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> name = LockClaimCodec.readName(reader);
                case 2 -> after = reader.int64("after");
                case 3 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new LockQuery.Changes(name, after, limit);
    }
}
