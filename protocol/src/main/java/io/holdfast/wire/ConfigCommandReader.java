package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the commands of configuration. */
final class ConfigCommandReader {
    /** The first field of a kind of command read here. */
    static final int FIRST = 60;

    static final int PUBLISH = FIRST;

    private static final WireEnum<Steering> STEERINGS = WireEnum.of(Steering.class, Steering::number);
    private static final WireEnum<Verdict> VERDICTS = WireEnum.of(Verdict.class, Verdict::number);

    private ConfigCommandReader() {}

    /** The kind of command in {@code field}; {@code before} is the kind that was read already. */
    static Command read(ProtoReader reader, int field, @Nullable Command before) throws MalformedException {
        return switch (field) {
            case PUBLISH -> reader.message("publish_release", before, ConfigCommandReader::publish);
            case 61 -> reader.message("steer_rollout", before, ConfigCommandReader::steer);
            case 62 -> reader.message("restage_rollout", before, ConfigCommandReader::restage);
            case 63 -> reader.message("attach_schema", before, ConfigCommandReader::attach);
            case 64 -> reader.message("retain_releases", before, ConfigCommandReader::retain);
            case 65 -> reader.message("acknowledge_release", before, ConfigCommandReader::acknowledge);
            case 66 -> reader.message("leave_set", before, ConfigCommandReader::leave);
            default -> throw reader.unknownField();
        };
    }

    private static ConfigCommand publish(ProtoReader reader) throws MalformedException {
        String set = "";
        long expected = 0;
        List<Document> documents = new ArrayList<>();
        Bytes checksum = Bytes.EMPTY;
        Bytes schemaChecksum = Bytes.EMPTY;
        String comment = "";
        long rollbackOf = 0;
        Stage stage = null;
        String author = "";
        SchemaChange change = null;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> expected = reader.int64("expected");
                case 3 -> DocumentCodec.readDocument(reader, documents);
                case 4 -> checksum = DocumentCodec.readChecksum(reader, "checksum");
                case 5 -> schemaChecksum = DocumentCodec.readChecksum(reader, "schema_checksum");
                case 6 -> comment = reader.text("comment", Limits.MAX_COMMENT_BYTES);
                case 7 -> rollbackOf = reader.int64("rollback_of");
                case 8 -> stage = reader.message("stage", stage, DocumentCodec::stage);
                case 9 -> author = reader.text("author", Limits.MAX_PRINCIPAL_BYTES);
                case 10 -> change = reader.message("schema_change", change, ConfigCommandReader::schemaChange);
                default -> throw reader.unknownField();
            }
        }
        return new ConfigCommand.Publish(
                set, expected, documents, checksum, schemaChecksum, comment, rollbackOf, stage, author, change);
    }

    private static SchemaChange schemaChange(ProtoReader reader) throws MalformedException {
        Bytes schema = Bytes.EMPTY;
        Bytes expected = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> schema = reader.bytes("schema");
                case 2 -> expected = DocumentCodec.readChecksum(reader, "expected");
                default -> throw reader.unknownField();
            }
        }
        return new SchemaChange(schema, expected);
    }

    private static ConfigCommand steer(ProtoReader reader) throws MalformedException {
        String set = "";
        long release = 0;
        Steering steering = null;
        String why = "";
        String by = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> release = reader.int64("release");
                case 3 -> steering = STEERINGS.read(reader, "steering");
                case 4 -> why = reader.text("why", Limits.MAX_COMMENT_BYTES);
                case 5 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (steering == null) {
            throw reader.missing("steering");
        }
        return new ConfigCommand.Steer(set, release, steering, why, by);
    }

    private static ConfigCommand restage(ProtoReader reader) throws MalformedException {
        String set = "";
        long release = 0;
        Stage stage = null;
        String by = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> release = reader.int64("release");
                case 3 -> stage = reader.message("stage", stage, DocumentCodec::stage);
                case 4 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (stage == null) {
            throw reader.missing("stage");
        }
        return new ConfigCommand.Restage(set, release, stage, by);
    }

    private static ConfigCommand attach(ProtoReader reader) throws MalformedException {
        String set = "";
        Bytes schema = Bytes.EMPTY;
        Bytes checksum = Bytes.EMPTY;
        Bytes expected = Bytes.EMPTY;
        String by = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> schema = reader.bytes("schema");
                case 3 -> checksum = DocumentCodec.readChecksum(reader, "checksum");
                case 4 -> expected = DocumentCodec.readChecksum(reader, "expected");
                case 5 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new ConfigCommand.Attach(set, schema, checksum, expected, by);
    }

    private static ConfigCommand retain(ProtoReader reader) throws MalformedException {
        String set = "";
        int keep = 0;
        String by = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> keep = reader.int32("keep");
                case 3 -> by = reader.text("by", Limits.MAX_PRINCIPAL_BYTES);
                default -> throw reader.unknownField();
            }
        }
        return new ConfigCommand.Retain(set, keep, by);
    }

    private static ConfigCommand acknowledge(ProtoReader reader) throws MalformedException {
        long session = 0;
        String set = "";
        String identity = "";
        List<Label> labels = new ArrayList<>();
        Verdict verdict = null;
        long release = 0;
        String reason = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> set = DocumentCodec.readSet(reader);
                case 3 -> identity = reader.text("identity", Limits.MAX_CONFIG_TEXT_BYTES);
                case 4 -> DocumentCodec.readLabel(reader, labels);
                case 5 -> verdict = VERDICTS.read(reader, "verdict");
                case 6 -> release = reader.int64("release");
                case 7 -> reason = reader.text("reason", Limits.MAX_CONFIG_TEXT_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (verdict == null) {
            throw reader.missing("verdict");
        }
        return new ConfigCommand.Acknowledge(session, set, identity, labels, verdict, release, reason);
    }

    private static ConfigCommand leave(ProtoReader reader) throws MalformedException {
        long session = 0;
        String set = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> set = DocumentCodec.readSet(reader);
                default -> throw reader.unknownField();
            }
        }
        return new ConfigCommand.Leave(session, set);
    }
}
