package io.holdfast.client.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.StringJoiner;

/** Values as JSON in one line. */
final class JsonText {
    private JsonText() {}

    static String of(ConfigValue value) {
        if (value instanceof ConfigValue.Mapping mapping) {
            StringJoiner joined = new StringJoiner(",", "{", "}");
            mapping.entries().forEach((name, each) -> joined.add(quoted(name) + ":" + of(each)));
            return joined.toString();
        }
        if (value instanceof ConfigValue.Sequence sequence) {
            StringJoiner joined = new StringJoiner(",", "[", "]");
            sequence.items().forEach(each -> joined.add(of(each)));
            return joined.toString();
        }
        ConfigValue.Scalar scalar = (ConfigValue.Scalar) value;
        // JSON has no word for what is no number, or infinite.
        boolean text = scalar.value() instanceof String || scalar.value() instanceof Double;
        return text ? quoted(scalar.text()) : scalar.text();
    }

    private static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
