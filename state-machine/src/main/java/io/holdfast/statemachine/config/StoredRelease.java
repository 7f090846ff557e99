package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.statemachine.digest.ConfigContentHash;
import java.nio.charset.StandardCharsets;

/**
 * A release as it is kept. What it becomes to its set changes, its documents never: their hash is computed once.
 *
 * @param place by set and number
 * @param documentsHash over the documents
 * @param weight what it counts against the bound of all configuration
 */
record StoredRelease(Bytes place, Release release, long documentsHash, long weight) {
    /** What a release takes besides its texts, about. */
    private static final int LEAST_WEIGHT = 512;

    static StoredRelease of(Bytes set, Release release) {
        ReleaseHeader header = release.header();
        return new StoredRelease(
                SetKey.of(set, header.number()),
                release,
                ConfigContentHash.ofDocuments(release.documents()),
                weightOf(header.bytes(), header.author(), header.comment()));
    }

    static long weightOf(long bytes, String author, String comment) {
        return LEAST_WEIGHT
                + bytes
                + author.getBytes(StandardCharsets.UTF_8).length
                + comment.getBytes(StandardCharsets.UTF_8).length;
    }

    ReleaseHeader header() {
        return release.header();
    }

    long number() {
        return header().number();
    }

    /** The same in another state. */
    StoredRelease in(ReleaseState state, long currentMillis) {
        ReleaseHeader old = header();
        ReleaseHeader changed = new ReleaseHeader(
                old.set(),
                old.number(),
                old.parent(),
                old.rollbackOf(),
                state,
                old.revision(),
                old.publishedMillis(),
                currentMillis,
                old.author(),
                old.comment(),
                old.checksum(),
                old.schemaChecksum(),
                old.documents(),
                old.bytes());
        return new StoredRelease(place, new Release(changed, release.documents()), documentsHash, weight);
    }

    long content() {
        return ConfigContentHash.ofRelease(header(), documentsHash);
    }

    long recomputedContent() {
        return ConfigContentHash.ofRelease(header(), ConfigContentHash.ofDocuments(release.documents()));
    }
}
