package io.holdfast.model.event;

import io.holdfast.model.KeyValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One key changed. Events of one revision stand in the order in which the command made them.
 *
 * @param kind put or deletion
 * @param keyValue the new version, or a tombstone
 * @param previous the version before it, if there was one
 */
public record Event(Kind kind, KeyValue keyValue, @Nullable KeyValue previous) {
    /** Refuses null. */
    public Event {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(keyValue, "keyValue");
    }

    /** The revision at which it happened. */
    public long revision() {
        return keyValue.modRevision();
    }

    /** What happened to the key. */
    public enum Kind {
        /** It was stored. */
        PUT,
        /** It was deleted. */
        DELETE
    }
}
