package io.holdfast.model.config;

import java.util.Objects;

/**
 * What a client says of itself, to be chosen by: {@code region=eu}.
 *
 * @param name its name
 * @param value its value; may be empty
 */
public record Label(String name, String value) implements Comparable<Label> {
    /** Refuses null. */
    public Label {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public int compareTo(Label other) {
        int order = name.compareTo(other.name);
        return order == 0 ? value.compareTo(other.value) : order;
    }

    @Override
    public String toString() {
        return value.isEmpty() ? name : name + "=" + value;
    }
}
