package io.holdfast.client.config;

import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a YAML, JSON or properties document says, and where it says it. Immutable.
 *
 * <p>Hostile text is bounded: a document may nest {@link #MAX_DEPTH} deep and have {@link #MAX_VALUES} values, those that YAML
 * aliases repeat counted each time.
 */
public sealed interface ConfigValue {
    /** How deep values may nest. */
    int MAX_DEPTH = 64;

    /** How many values a document may have. */
    int MAX_VALUES = 200_000;

    /** Where it stands. */
    ConfigPosition position();

    /**
     * Reads a document. A name that is given twice, a second YAML document, and what comes after the end are errors; an empty
     * document is an empty mapping. YAML follows 1.2 in what is true and false ({@code yes} is a text), and knows anchors, aliases
     * and merge keys; the dots and brackets of properties' names are levels, and all their values are texts.
     *
     * @throws ConfigSyntaxException if it is malformed
     * @throws IllegalArgumentException if its type has no values ({@link #isReadable})
     */
    static ConfigValue parse(Document document) {
        return Parsing.parse(document);
    }

    /** Whether documents of a type can be read as values: YAML, JSON and properties. */
    static boolean isReadable(DocumentType type) {
        return type == DocumentType.YAML || type == DocumentType.JSON || type == DocumentType.PROPERTIES;
    }

    /**
     * The value under a JSON Pointer; empty if there is none.
     *
     * @throws IllegalArgumentException if it is none
     */
    default Optional<ConfigValue> at(String pointer) {
        ConfigValue here = this;
        for (String name : Pointers.names(pointer)) {
            ConfigValue next = here.child(name);
            if (next == null) {
                return Optional.empty();
            }
            here = next;
        }
        return Optional.of(here);
    }

    /** The value of a name, or at an index; null if there is none. */
    default @Nullable ConfigValue child(String name) {
        return null;
    }

    /**
     * Names and their values, in the order of the document.
     *
     * @param position where it stands
     * @param entries by their names
     */
    record Mapping(ConfigPosition position, Map<String, ConfigValue> entries) implements ConfigValue {
        /** Copies the map. */
        public Mapping {
            Objects.requireNonNull(position, "position");
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public @Nullable ConfigValue child(String name) {
            return entries.get(name);
        }
    }

    /**
     * Values in order.
     *
     * @param position where it stands
     * @param items the values
     */
    record Sequence(ConfigPosition position, List<ConfigValue> items) implements ConfigValue {
        /** Copies the list. */
        public Sequence {
            Objects.requireNonNull(position, "position");
            items = List.copyOf(items);
        }

        @Override
        public @Nullable ConfigValue child(String name) {
            boolean index = name.matches("0|[1-9][0-9]{0,8}");
            return index && Integer.parseInt(name) < items.size() ? items.get(Integer.parseInt(name)) : null;
        }
    }

    /**
     * A single value.
     *
     * @param position where it stands
     * @param value a text, a {@link Boolean}, a number ({@link Integer}, {@link Long}, {@link java.math.BigInteger}, {@link
     *     java.math.BigDecimal}, or a {@link Double} that is none or infinite), or null
     */
    record Scalar(ConfigPosition position, @Nullable Object value) implements ConfigValue {
        /** Refuses a value without a place. */
        public Scalar {
            Objects.requireNonNull(position, "position");
        }

        /** The value as text; {@code null} for null. */
        public String text() {
            return String.valueOf(value);
        }
    }
}
