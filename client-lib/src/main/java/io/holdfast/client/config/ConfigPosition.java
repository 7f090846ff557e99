package io.holdfast.client.config;

import java.util.Objects;

/**
 * A place in a document.
 *
 * @param document its path
 * @param line from 1
 * @param column from 1, in characters
 */
public record ConfigPosition(String document, int line, int column) {
    /** Refuses null. */
    public ConfigPosition {
        Objects.requireNonNull(document, "document");
    }

    /** As compilers write it: {@code app.yaml:12:3}. */
    @Override
    public String toString() {
        return document + ":" + line + ":" + column;
    }
}
