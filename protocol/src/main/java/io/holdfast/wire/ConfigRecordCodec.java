package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Tally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What others see of configuration: releases, rollouts, sets, clients: {@code config.proto}. */
final class ConfigRecordCodec {
    /** Words on a rollout and by whom they are, and what stands between. */
    static final int MAX_WHY_BYTES = Limits.MAX_COMMENT_BYTES + Limits.MAX_PRINCIPAL_BYTES + 16;

    private static final WireEnum<ReleaseState> RELEASE_STATES = WireEnum.of(ReleaseState.class, ReleaseState::number);
    private static final WireEnum<RolloutState> ROLLOUT_STATES = WireEnum.of(RolloutState.class, RolloutState::number);

    private ConfigRecordCodec() {}

    static void write(ProtoWriter writer, int field, ReleaseHeader header) {
        int mark = writer.size();
        writer.number(14, header.bytes());
        writer.number(13, header.documents());
        DocumentCodec.writeChecksum(writer, 12, header.schemaChecksum());
        DocumentCodec.writeChecksum(writer, 11, header.checksum());
        writer.text(10, "comment", header.comment(), Limits.MAX_COMMENT_BYTES);
        writer.text(9, "author", header.author(), Limits.MAX_PRINCIPAL_BYTES);
        writer.number(8, header.currentMillis());
        writer.number(7, header.publishedMillis());
        writer.number(6, header.revision());
        writer.number(5, header.state().number());
        writer.number(4, header.rollbackOf());
        writer.number(3, header.parent());
        writer.number(2, header.number());
        DocumentCodec.writeSet(writer, 1, header.set());
        writer.message(field, mark);
    }

    static ReleaseHeader header(ProtoReader reader) throws MalformedException {
        String set = "";
        long number = 0;
        long parent = 0;
        long rollbackOf = 0;
        ReleaseState state = null;
        long revision = 0;
        long publishedMillis = 0;
        long currentMillis = 0;
        String author = "";
        String comment = "";
        Bytes checksum = Bytes.EMPTY;
        Bytes schemaChecksum = Bytes.EMPTY;
        int documents = 0;
        long bytes = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> number = reader.int64("number");
                case 3 -> parent = reader.int64("parent");
                case 4 -> rollbackOf = reader.int64("rollback_of");
                case 5 -> state = RELEASE_STATES.read(reader, "state");
                case 6 -> revision = reader.int64("revision");
                case 7 -> publishedMillis = reader.int64("published_millis");
                case 8 -> currentMillis = reader.int64("current_millis");
                case 9 -> author = reader.text("author", Limits.MAX_PRINCIPAL_BYTES);
                case 10 -> comment = reader.text("comment", Limits.MAX_COMMENT_BYTES);
                case 11 -> checksum = DocumentCodec.readChecksum(reader, "checksum");
                case 12 -> schemaChecksum = DocumentCodec.readChecksum(reader, "schema_checksum");
                case 13 -> documents = reader.int32("documents");
                case 14 -> bytes = reader.int64("bytes");
                default -> throw reader.unknownField();
            }
        }
        if (state == null) {
            throw reader.missing("state");
        }
        return new ReleaseHeader(
                set,
                number,
                parent,
                rollbackOf,
                state,
                revision,
                publishedMillis,
                currentMillis,
                author,
                comment,
                checksum,
                schemaChecksum,
                documents,
                bytes);
    }

    static void write(ProtoWriter writer, int field, Release release) {
        int mark = writer.size();
        DocumentCodec.writeDocuments(writer, 2, release.documents());
        write(writer, 1, release.header());
        writer.message(field, mark);
    }

    static Release release(ProtoReader reader) throws MalformedException {
        ReleaseHeader header = null;
        List<Document> documents = new ArrayList<>();
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> header = reader.message("header", header, ConfigRecordCodec::header);
                case 2 -> DocumentCodec.readDocument(reader, documents);
                default -> throw reader.unknownField();
            }
        }
        if (header == null) {
            throw reader.missing("header");
        }
        return new Release(header, documents);
    }

    /** Writes a rollout, or nothing if there is none. */
    static void write(ProtoWriter writer, int field, @Nullable Rollout rollout) {
        if (rollout == null) {
            return;
        }
        int mark = writer.size();
        writer.text(5, "why", rollout.why(), MAX_WHY_BYTES);
        writer.number(4, rollout.sinceMillis());
        writer.number(3, rollout.state().number());
        DocumentCodec.write(writer, 2, rollout.stage());
        writer.number(1, rollout.release());
        writer.message(field, mark);
    }

    static Rollout rollout(ProtoReader reader) throws MalformedException {
        long release = 0;
        Stage stage = null;
        RolloutState state = null;
        long sinceMillis = 0;
        String why = "";
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> release = reader.int64("release");
                case 2 -> stage = reader.message("stage", stage, DocumentCodec::stage);
                case 3 -> state = ROLLOUT_STATES.read(reader, "state");
                case 4 -> sinceMillis = reader.int64("since_millis");
                case 5 -> why = reader.text("why", MAX_WHY_BYTES);
                default -> throw reader.unknownField();
            }
        }
        if (stage == null || state == null) {
            throw reader.missing(stage == null ? "stage" : "state");
        }
        return new Rollout(release, stage, state, sinceMillis, why);
    }

    static void write(ProtoWriter writer, int field, ConfigSetRecord record) {
        int mark = writer.size();
        writer.number(9, record.clients());
        DocumentCodec.writeChecksum(writer, 8, record.schemaChecksum());
        writer.number(7, record.keep());
        writer.number(6, record.bytes());
        writer.number(5, record.releases());
        write(writer, 4, record.rollout());
        writer.number(3, record.current());
        writer.number(2, record.latest());
        DocumentCodec.writeSet(writer, 1, record.set());
        writer.message(field, mark);
    }

    static ConfigSetRecord set(ProtoReader reader) throws MalformedException {
        String set = "";
        long latest = 0;
        long current = 0;
        Rollout rollout = null;
        int releases = 0;
        long bytes = 0;
        int keep = 0;
        Bytes schemaChecksum = Bytes.EMPTY;
        int clients = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> latest = reader.int64("latest");
                case 3 -> current = reader.int64("current");
                case 4 -> rollout = reader.message("rollout", rollout, ConfigRecordCodec::rollout);
                case 5 -> releases = reader.int32("releases");
                case 6 -> bytes = reader.int64("bytes");
                case 7 -> keep = reader.int32("keep");
                case 8 -> schemaChecksum = DocumentCodec.readChecksum(reader, "schema_checksum");
                case 9 -> clients = reader.int32("clients");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigSetRecord(set, latest, current, rollout, releases, bytes, keep, schemaChecksum, clients);
    }

    static void write(ProtoWriter writer, int field, ConfigClientRecord client) {
        int mark = writer.size();
        writer.number(7, client.atMillis());
        writer.text(6, "reason", client.reason(), Limits.MAX_CONFIG_TEXT_BYTES);
        writer.number(5, client.rejected());
        writer.number(4, client.applied());
        DocumentCodec.writeLabels(writer, 3, client.labels());
        writer.text(2, "identity", client.identity(), Limits.MAX_CONFIG_TEXT_BYTES);
        writer.fixed64(1, client.session());
        writer.message(field, mark);
    }

    static ConfigClientRecord client(ProtoReader reader) throws MalformedException {
        long session = 0;
        String identity = "";
        List<Label> labels = new ArrayList<>();
        long applied = 0;
        long rejected = 0;
        String reason = "";
        long atMillis = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> session = reader.fixed64("session");
                case 2 -> identity = reader.text("identity", Limits.MAX_CONFIG_TEXT_BYTES);
                case 3 -> DocumentCodec.readLabel(reader, labels);
                case 4 -> applied = reader.int64("applied");
                case 5 -> rejected = reader.int64("rejected");
                case 6 -> reason = reader.text("reason", Limits.MAX_CONFIG_TEXT_BYTES);
                case 7 -> atMillis = reader.int64("at_millis");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigClientRecord(session, identity, labels, applied, rejected, reason, atMillis);
    }

    static void write(ProtoWriter writer, int field, Tally tally) {
        int mark = writer.size();
        writer.number(3, tally.rejected());
        writer.number(2, tally.applied());
        writer.number(1, tally.release());
        writer.message(field, mark);
    }

    static Tally tally(ProtoReader reader) throws MalformedException {
        long release = 0;
        int applied = 0;
        int rejected = 0;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> release = reader.int64("release");
                case 2 -> applied = reader.int32("applied");
                case 3 -> rejected = reader.int32("rejected");
                default -> throw reader.unknownField();
            }
        }
        return new Tally(release, applied, rejected);
    }
}
