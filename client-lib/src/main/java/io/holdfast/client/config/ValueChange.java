package io.holdfast.client.config;

import java.util.Objects;
import java.util.Optional;

/**
 * A value that differs.
 *
 * @param pointer which, as a JSON Pointer; empty for a whole document
 * @param before what it was; empty if it is new
 * @param after what it is; empty if it is gone
 */
public record ValueChange(String pointer, Optional<ConfigValue> before, Optional<ConfigValue> after) {
    /** Refuses null. */
    public ValueChange {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }

    /** What happened to it. */
    public ConfigChange change() {
        if (before.isEmpty()) {
            return ConfigChange.ADDED;
        }
        return after.isEmpty() ? ConfigChange.REMOVED : ConfigChange.CHANGED;
    }

    /** For people: {@code /pool/size: 8 -> 16}. */
    @Override
    public String toString() {
        return pointer + ": " + before.map(JsonText::of).orElse("(none)") + " -> "
                + after.map(JsonText::of).orElse("(none)");
    }
}
