package io.holdfast.model.config;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * What is known of a release, but for its documents. All but {@code state} and {@code currentMillis} never changes.
 *
 * @param set the config set
 * @param number 1 for the set's first, and one more for each
 * @param parent the set's current release when this one was published; 0 if there was none
 * @param rollbackOf the release whose content this one brings back; 0 if it brings its own
 * @param state what it is to its set
 * @param revision the revision that publishing it took
 * @param publishedMillis when it was published, by some leader's wall clock
 * @param currentMillis when it became current; 0 if it never did
 * @param author whose certificate published it
 * @param comment what the author said
 * @param checksum see {@link ReleaseChecksum}
 * @param schemaChecksum of the schema that it was checked against; empty if there was none
 * @param documents how many it has
 * @param bytes how many bytes they have together
 */
public record ReleaseHeader(
        String set,
        long number,
        long parent,
        long rollbackOf,
        ReleaseState state,
        long revision,
        long publishedMillis,
        long currentMillis,
        String author,
        String comment,
        Bytes checksum,
        Bytes schemaChecksum,
        int documents,
        long bytes) {
    /** Refuses null. */
    public ReleaseHeader {
        Objects.requireNonNull(set, "set");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(comment, "comment");
        Objects.requireNonNull(checksum, "checksum");
        Objects.requireNonNull(schemaChecksum, "schemaChecksum");
    }
}
