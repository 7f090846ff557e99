package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How to publish a release. Immutable.
 *
 * @param expected the number of the latest release that the author knows, 0 for none: if it is another one, nothing is
 *     published (RELEASE_CONFLICT); empty for whatever it is
 * @param comment what the author says; may be empty
 * @param schemaChecksum of the schema that the documents were checked against; empty for none
 * @param stage whom the release concerns at first; empty for everybody
 * @param schemaChange a schema to attach in the same step, its checksum being {@code schemaChecksum}: if nothing is published,
 *     nothing is attached; empty to leave the set the schema that it has
 */
public record PublishOptions(
        OptionalLong expected,
        String comment,
        Bytes schemaChecksum,
        Optional<Stage> stage,
        Optional<SchemaChange> schemaChange) {
    /** Whatever the latest release is, without a comment, for everybody, for a set without a schema. */
    public static final PublishOptions DEFAULT =
            new PublishOptions(OptionalLong.empty(), "", Bytes.EMPTY, Optional.empty(), Optional.empty());

    /** Refuses null. */
    public PublishOptions {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(schemaChecksum, "schemaChecksum");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(schemaChange, "schemaChange");
    }

    /** These options, only if that is the latest release. */
    public PublishOptions expected(long release) {
        return new PublishOptions(OptionalLong.of(release), comment, schemaChecksum, stage, schemaChange);
    }

    /** These options, with a comment. */
    public PublishOptions comment(String comment) {
        return new PublishOptions(expected, comment, schemaChecksum, stage, schemaChange);
    }

    /** These options, for documents that were checked against the schema of this checksum, which the set has and keeps. */
    public PublishOptions checkedAgainst(Bytes schemaChecksum) {
        return new PublishOptions(expected, comment, schemaChecksum, stage, Optional.empty());
    }

    /**
     * These options, for documents that were checked against this schema, which is attached with them. Takes time for its
     * bytes.
     *
     * @param schema a JSON Schema; empty to detach the one that the set has
     * @param known the checksum of the one that the author knows the set to have, empty for none: if it has another, nothing
     *     is published or attached (SCHEMA_CHANGED)
     */
    public PublishOptions attaching(Bytes schema, Bytes known) {
        SchemaChange change = new SchemaChange(schema, known);
        return new PublishOptions(expected, comment, change.checksum(), stage, Optional.of(change));
    }

    /** These options, for some clients first. */
    public PublishOptions stage(Stage stage) {
        return new PublishOptions(expected, comment, schemaChecksum, Optional.of(stage), schemaChange);
    }
}
