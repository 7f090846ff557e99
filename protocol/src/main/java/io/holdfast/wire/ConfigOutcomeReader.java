package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the outcomes of configuration; they have the revision 0 as yet. */
final class ConfigOutcomeReader {
    /** The first field of a kind of outcome read here. */
    static final int FIRST = 60;

    private ConfigOutcomeReader() {}

    /** The kind of outcome in {@code field}; {@code before} is the kind that was read already. */
    static Outcome read(ProtoReader reader, int field, @Nullable Outcome before) throws MalformedException {
        return switch (field) {
            case FIRST -> reader.message("release_published", before, ConfigOutcomeReader::published);
            case 61 -> reader.message("rollout_steered", before, ConfigOutcomeReader::steered);
            case 62 -> reader.message("set_configured", before, ConfigOutcomeReader::configured);
            case 63 -> reader.message("release_acknowledged", before, ConfigOutcomeReader::acknowledged);
            case 64 -> reader.message("config_sets", before, ConfigOutcomeReader::sets);
            case 65 -> reader.message("release", before, ConfigOutcomeReader::one);
            case 66 -> reader.message("releases", before, ConfigOutcomeReader::history);
            case 67 -> reader.message("release_offered", before, ConfigOutcomeReader::offered);
            case 68 -> reader.message("config_status", before, ConfigOutcomeReader::status);
            case 69 -> reader.message("schema", before, ConfigOutcomeReader::schema);
            default -> throw reader.unknownField();
        };
    }

    private static Outcome published(ProtoReader reader) throws MalformedException {
        return new ConfigOutcome.Published(0, only(reader, "header", ConfigRecordCodec::header));
    }

    private static Outcome steered(ProtoReader reader) throws MalformedException {
        return new ConfigOutcome.Steered(0, only(reader, "record", ConfigRecordCodec::set));
    }

    private static Outcome configured(ProtoReader reader) throws MalformedException {
        return new ConfigOutcome.Configured(0, only(reader, "record", ConfigRecordCodec::set));
    }

    private static Outcome acknowledged(ProtoReader reader) throws MalformedException {
        reader.expectNothing();
        return new ConfigOutcome.Acknowledged(0);
    }

    private static Outcome sets(ProtoReader reader) throws MalformedException {
        List<ConfigSetRecord> sets = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("sets", sets, ConfigRecordCodec::set);
                case 2 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigOutcome.Sets(0, sets, more);
    }

    private static Outcome one(ProtoReader reader) throws MalformedException {
        Release release = only(reader, "release", ConfigRecordCodec::release);
        return new ConfigOutcome.One(0, release);
    }

    private static Outcome history(ProtoReader reader) throws MalformedException {
        List<ReleaseHeader> headers = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> reader.element("headers", headers, ConfigRecordCodec::header);
                case 2 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigOutcome.History(0, headers, more);
    }

    private static Outcome offered(ProtoReader reader) throws MalformedException {
        ReleaseHeader header = null;
        boolean same = false;
        List<Document> documents = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> header = reader.message("header", header, ConfigRecordCodec::header);
                case 2 -> same = reader.bool("same");
                case 3 -> DocumentCodec.readDocument(reader, documents);
                default -> throw reader.unknownField();
            }
        }
        return new ConfigOutcome.Offered(0, header, same, documents);
    }

    private static Outcome status(ProtoReader reader) throws MalformedException {
        ConfigSetRecord record = null;
        int concerned = 0;
        List<Tally> tallies = new ArrayList<>();
        List<ConfigClientRecord> clients = new ArrayList<>();
        boolean more = false;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> record = reader.message("record", record, ConfigRecordCodec::set);
                case 2 -> concerned = reader.int32("concerned");
                case 3 -> reader.element("tallies", tallies, ConfigRecordCodec::tally);
                case 4 -> reader.element("clients", clients, ConfigRecordCodec::client);
                case 5 -> more = reader.bool("more");
                default -> throw reader.unknownField();
            }
        }
        if (record == null) {
            throw reader.missing("record");
        }
        return new ConfigOutcome.Status(0, record, concerned, tallies, clients, more);
    }

    private static Outcome schema(ProtoReader reader) throws MalformedException {
        Bytes schema = Bytes.EMPTY;
        Bytes checksum = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> schema = reader.bytes("schema");
                case 2 -> checksum = DocumentCodec.readChecksum(reader, "checksum");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigOutcome.Schema(0, schema, checksum);
    }

    /** Reads a message whose one field is another, which must be there. */
    private static <T> T only(ProtoReader reader, String name, ProtoReader.Body<T> body) throws MalformedException {
        T found = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            if (field != 1) {
                throw reader.unknownField();
            }
            found = reader.message(name, found, body);
        }
        if (found == null) {
            throw reader.missing(name);
        }
        return found;
    }
}
