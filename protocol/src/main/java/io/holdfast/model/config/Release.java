package io.holdfast.model.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A release: an atomic, numbered version of a config set, which never changes.
 *
 * @param header what is known of it
 * @param documents in order of their paths
 */
public record Release(ReleaseHeader header, List<Document> documents) {
    /** Copies the list. */
    public Release {
        Objects.requireNonNull(header, "header");
        documents = List.copyOf(documents);
    }

    /** The document of a path. */
    public Optional<Document> document(String path) {
        for (Document each : documents) {
            if (each.path().equals(path)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
