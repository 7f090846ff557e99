package io.holdfast.client.config.schema;

import java.util.Objects;

/**
 * One thing about a document that its schema does not allow.
 *
 * @param document the document's path; empty if it is the set as a whole
 * @param pointer where in it, as a JSON Pointer; empty for its root
 * @param line the line of that place, from 1; 0 if nobody can tell
 * @param column its column, from 1; 0 if nobody can tell
 * @param reason what is wrong
 */
public record Violation(String document, String pointer, int line, int column, String reason) {
    /** Refuses null. */
    public Violation {
        Objects.requireNonNull(document, "document");
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(reason, "reason");
    }

    /** {@code app.yaml:3:9: /pool/size: must have a minimum value of 1}. */
    @Override
    public String toString() {
        String place = line == 0 ? document : document + ":" + line + ":" + column;
        String within = pointer.isEmpty() ? "" : pointer + ": ";
        return place.isEmpty() ? within + reason : place + ": " + within + reason;
    }
}
