package io.holdfast.model.config;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * One document of a release. A record holds whatever it is given: what makes no sense the state machine rejects.
 *
 * @param path its name within the release: parts of letters, digits, dots, dashes and underscores between slashes
 * @param type what it is
 * @param content its bytes; for all types but {@link DocumentType#BINARY} text in UTF-8
 */
public record Document(String path, DocumentType type, Bytes content) {
    /** Refuses null. */
    public Document {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(content, "content");
    }
}
