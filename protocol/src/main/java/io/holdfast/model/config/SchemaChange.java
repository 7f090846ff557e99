package io.holdfast.model.config;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * A schema that is attached to a set in the same step in which a release is published.
 *
 * @param schema a JSON Schema; empty to detach
 * @param expected the checksum of the one that the author knows, empty if the set has none; if it has another: SCHEMA_CHANGED
 */
public record SchemaChange(Bytes schema, Bytes expected) {
    /** Refuses null. */
    public SchemaChange {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(expected, "expected");
    }

    /** The checksum of the schema: SHA-256 of its bytes; empty to detach. Takes time for its bytes. */
    public Bytes checksum() {
        return schema.isEmpty() ? Bytes.EMPTY : ReleaseChecksum.of(schema);
    }
}
