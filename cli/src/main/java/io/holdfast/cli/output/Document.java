package io.holdfast.cli.output;

import io.holdfast.model.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A result as fields in the order in which they are printed. A value is text, a number, a truth value, another document,
 * or a list of documents or texts. Not safe for several threads.
 */
public final class Document {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** Adds a text. */
    public Document put(String name, String value) {
        return add(name, value);
    }

    /** Adds a whole number. */
    public Document put(String name, long value) {
        return add(name, value);
    }

    /** Adds a number; not a number and infinity are left out. */
    public Document put(String name, double value) {
        return Double.isFinite(value) ? add(name, value) : this;
    }

    /** Adds a truth value. */
    public Document put(String name, boolean value) {
        return add(name, value);
    }

    /** Adds a document. */
    public Document put(String name, Document value) {
        return add(name, value);
    }

    /** Adds a list of documents. */
    public Document put(String name, List<Document> values) {
        return add(name, new ArrayList<>(values));
    }

    /** Adds a text unless it is null. */
    public Document putIfKnown(String name, @Nullable String value) {
        return value == null ? this : add(name, value);
    }

    /** Adds bytes under {@code name} if they are UTF-8, else in base 64 under {@code name} + {@code Base64}. */
    public Document put(String name, Bytes value) {
        String text = Text.strictUtf8(value);
        return text != null ? add(name, text) : add(name + "Base64", Text.base64(value));
    }

    /** The fields in order. */
    Map<String, Object> fields() {
        return fields;
    }

    private Document add(String name, Object value) {
        fields.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }
}
