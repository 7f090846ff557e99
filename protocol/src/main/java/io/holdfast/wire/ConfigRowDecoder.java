package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotRow;
import org.jspecify.annotations.Nullable;

/** Reads the kinds of rows of configuration. */
final class ConfigRowDecoder {
    /** The first field of a kind of row read here. */
    static final int FIRST = 20;

    private ConfigRowDecoder() {}

    /** The kind of row in {@code field}; {@code before} is the kind that was read already. */
    static SnapshotRow read(ProtoReader reader, int field, @Nullable SnapshotRow before) throws MalformedException {
        return switch (field) {
            case FIRST -> reader.message("config_set", before, ConfigRowDecoder::set);
            case 21 ->
                reader.message(
                        "config_release", before, body -> new ConfigRow.Release(ConfigRecordCodec.release(body)));
            case 22 ->
                reader.message("config_client", before, body -> new ConfigRow.Client(ConfigRecordCodec.client(body)));
            default -> throw reader.unknownField();
        };
    }

    private static ConfigRow set(ProtoReader reader) throws MalformedException {
        String set = "";
        long latest = 0;
        long current = 0;
        Rollout rollout = null;
        int keep = 0;
        Bytes schema = Bytes.EMPTY;
        Bytes schemaChecksum = Bytes.EMPTY;
        for (int field = reader.next(); field != 0; field = reader.next()) {
            switch (field) {
                case 1 -> set = DocumentCodec.readSet(reader);
                case 2 -> latest = reader.int64("latest");
                case 3 -> current = reader.int64("current");
                case 4 -> rollout = reader.message("rollout", rollout, ConfigRecordCodec::rollout);
                case 5 -> keep = reader.int32("keep");
                case 6 -> schema = reader.bytes("schema", Limits.MAX_SCHEMA_BYTES);
                case 7 -> schemaChecksum = DocumentCodec.readChecksum(reader, "schema_checksum");
                default -> throw reader.unknownField();
            }
        }
        return new ConfigRow.Set(set, latest, current, rollout, keep, schema, schemaChecksum);
    }
}
