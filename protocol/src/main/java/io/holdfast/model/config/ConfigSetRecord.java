package io.holdfast.model.config;

import io.holdfast.model.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One config set, for listings.
 *
 * @param set its name
 * @param latest the number of its latest release, 0 if it has none yet
 * @param current the number of its current release, 0 if none was ever promoted
 * @param rollout the rollout under way; null if there is none
 * @param releases how many are kept
 * @param bytes how many bytes their documents have
 * @param keep how many are kept at most, besides the current and a staged one
 * @param schemaChecksum of the schema attached to it; empty if there is none
 * @param clients how many clients follow it
 */
public record ConfigSetRecord(
        String set,
        long latest,
        long current,
        @Nullable Rollout rollout,
        int releases,
        long bytes,
        int keep,
        Bytes schemaChecksum,
        int clients) {
    /** Refuses null where there must be something. */
    public ConfigSetRecord {
        Objects.requireNonNull(set, "set");
        Objects.requireNonNull(schemaChecksum, "schemaChecksum");
    }
}
