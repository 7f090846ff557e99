package io.holdfast.wire;

import io.holdfast.model.Limits;
import io.holdfast.model.config.Label;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The queries of configuration: written by its instances, read by its static methods. */
final class ConfigQueryCodec implements ConfigQuery.Handler<ProtoWriter> {
    /** The first field of a kind of query read here. */
    static final int FIRST = 60;

    private final ProtoWriter writer;

    ConfigQueryCodec(ProtoWriter writer) {
        this.writer = writer;
    }

    @Override
    public ProtoWriter sets(ConfigQuery.Sets query) {
        int mark = writer.size();
        writer.number(3, query.limit());
        writer.text(2, "after", query.after(), Limits.MAX_SET_NAME_BYTES);
        writer.text(1, "prefix", query.prefix(), Limits.MAX_SET_NAME_BYTES);
        return ended(FIRST, mark);
    }

    @Override
    public ProtoWriter one(ConfigQuery.One query) {
        int mark = writer.size();
        writer.number(3, query.atMillis());
        writer.number(2, query.number());
        DocumentCodec.writeSet(writer, 1, query.set());
        return ended(61, mark);
    }

    @Override
    public ProtoWriter history(ConfigQuery.History query) {
        int mark = writer.size();
        writer.number(3, query.limit());
        writer.number(2, query.before());
        DocumentCodec.writeSet(writer, 1, query.set());
        return ended(62, mark);
    }

    @Override
    public ProtoWriter offer(ConfigQuery.Offer query) {
        int mark = writer.size();
        writer.number(5, query.have());
        DocumentCodec.writeLabels(writer, 4, query.labels());
        writer.text(3, "identity", query.identity(), Limits.MAX_CONFIG_TEXT_BYTES);
        writer.fixed64(2, query.session());
        DocumentCodec.writeSet(writer, 1, query.set());
        return ended(63, mark);
    }

    @Override
    public ProtoWriter status(ConfigQuery.Status query) {
        int mark = writer.size();
        writer.number(4, query.limit());
        writer.fixed64(3, query.after());
        writer.bool(2, query.rejecting());
        DocumentCodec.writeSet(writer, 1, query.set());
        return ended(64, mark);
    }

    @Override
    public ProtoWriter schema(ConfigQuery.Schema query) {
        int mark = writer.size();
        DocumentCodec.writeSet(writer, 1, query.set());
        return ended(65, mark);
    }

    private ProtoWriter ended(int field, int mark) {
        writer.message(field, mark);
        return writer;
    }

    /** The kind of query in {@code field}; {@code before} is the kind that was read already. */
    static Query read(ProtoReader reader, int field, @Nullable Query before) throws MalformedException {
        return switch (field) {
            case FIRST -> reader.message("config_sets", before, ConfigQueryCodec::readSets);
            case 61 -> reader.message("release", before, ConfigQueryCodec::readOne);
            case 62 -> reader.message("releases", before, ConfigQueryCodec::readHistory);
            case 63 -> reader.message("offer", before, ConfigQueryCodec::readOffer);
            case 64 -> reader.message("config_status", before, ConfigQueryCodec::readStatus);
            case 65 -> reader.message("schema", before, ConfigQueryCodec::readSchema);
            default -> throw reader.unknownField();
        };
    }

    private static ConfigQuery readSets(ProtoReader reader) throws MalformedException {
        String prefix = "";
        String after = "";
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> prefix = reader.text("prefix", Limits.MAX_SET_NAME_BYTES);
                case 2 -> after = reader.text("after", Limits.MAX_SET_NAME_BYTES);
                case 3 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigQuery.Sets(prefix, after, limit);
    }

    private static ConfigQuery readOne(ProtoReader reader) throws MalformedException {
        String set = "";
        long number = 0;
        long atMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> number = reader.int64("number");
                case 3 -> atMillis = reader.int64("at_millis");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigQuery.One(set, number, atMillis);
    }

    private static ConfigQuery readHistory(ProtoReader reader) throws MalformedException {
        String set = "";
        long before = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> before = reader.int64("before");
                case 3 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigQuery.History(set, before, limit);
    }

    private static ConfigQuery readOffer(ProtoReader reader) throws MalformedException {
        String set = "";
        long session = 0;
        String identity = "";
        List<Label> labels = new ArrayList<>();
        long have = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> session = reader.fixed64("session");
                case 3 -> identity = reader.text("identity", Limits.MAX_CONFIG_TEXT_BYTES);
                case 4 -> DocumentCodec.readLabel(reader, labels);
                case 5 -> have = reader.int64("have");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigQuery.Offer(set, session, identity, labels, have);
    }

    private static ConfigQuery readStatus(ProtoReader reader) throws MalformedException {
        String set = "";
        boolean rejecting = false;
        long after = 0;
        int limit = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> rejecting = reader.bool("rejecting");
                case 3 -> after = reader.fixed64("after");
                case 4 -> limit = reader.int32("limit");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigQuery.Status(set, rejecting, after, limit);
    }

    private static ConfigQuery readSchema(ProtoReader reader) throws MalformedException {
        String set = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            set = DocumentCodec.readSet(reader);
        }
        return new ConfigQuery.Schema(set);
    }
}
