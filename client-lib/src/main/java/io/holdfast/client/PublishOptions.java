package io.holdfast.client;

import io.holdfast.model.Bytes;
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
 */
public record PublishOptions(OptionalLong expected, String comment, Bytes schemaChecksum, Optional<Stage> stage) {
    /** Whatever the latest release is, without a comment, for everybody. */
    public static final PublishOptions DEFAULT =
            new PublishOptions(OptionalLong.empty(), "", Bytes.EMPTY, Optional.empty());

    /** Refuses null. */
    public PublishOptions {
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(schemaChecksum, "schemaChecksum");
        Objects.requireNonNull(stage, "stage");
    }

    /** These options, only if that is the latest release. */
    public PublishOptions expected(long release) {
        return new PublishOptions(OptionalLong.of(release), comment, schemaChecksum, stage);
    }

    /** These options, with a comment. */
    public PublishOptions comment(String comment) {
        return new PublishOptions(expected, comment, schemaChecksum, stage);
    }

    /** These options, for documents that were checked against a schema. */
    public PublishOptions checkedAgainst(Bytes schemaChecksum) {
        return new PublishOptions(expected, comment, schemaChecksum, stage);
    }

    /** These options, for some clients first. */
    public PublishOptions stage(Stage stage) {
        return new PublishOptions(expected, comment, schemaChecksum, Optional.of(stage));
    }
}
