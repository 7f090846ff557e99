package io.holdfast.client.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tokens of a JSON or YAML document into values. Aliases share the values they repeat, so that text cannot make much
 * memory of little; how many values it says there are, sharing left aside, is counted and bounded. Used once, by one thread.
 */
final class TreeReader {
    private static final String MERGE = "<<";

    private final String document;
    private final JsonParser parser;
    private final AnchoredYaml.@Nullable Anchored yaml;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private long values;

    /**
     * A value that has a name in its document.
     *
     * @param value the value
     * @param values how many values it is
     */
    private record Anchored(ConfigValue value, long values) {}

    private TreeReader(String document, JsonParser parser) {
        this.document = document;
        this.parser = parser;
        this.yaml = parser instanceof AnchoredYaml.Anchored found ? found : null;
    }

    static ConfigValue read(String document, JsonFactory factory, String text) {
        try (JsonParser parser = factory.createParser(text)) {
            TreeReader reader = new TreeReader(document, parser);
            try {
                return reader.root();
            } catch (ConfigSyntaxException e) {
                throw e;
            } catch (JsonProcessingException e) {
                throw new ConfigSyntaxException(reader.position(e.getLocation()), said(e.getOriginalMessage()), e);
            } catch (RuntimeException e) {
                // Some mistakes surface from the depths of a parser as whatever it tripped over.
                throw new ConfigSyntaxException(reader.here(), "cannot be read: " + e, e);
            }
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory", e);
        }
    }

    /** What went wrong, without the excerpt that YAML's reader adds: the place is told apart. */
    private static String said(@Nullable String message) {
        List<String> said = new ArrayList<>();
        for (String line : String.valueOf(message).split("\n", -1)) {
            if (!line.isBlank() && !line.startsWith(" ")) {
                said.add(line.strip());
            }
        }
        return String.join(", ", said);
    }

    private ConfigValue root() throws IOException {
        JsonToken token = parser.nextToken();
        ConfigValue root = token == null ? null : value(token, 1);
        if (parser.nextToken() != null) {
            throw wrong(yaml == null ? "text after the end" : "a second YAML document, where there may be one");
        }
        if (root == null || (root instanceof ConfigValue.Scalar scalar && scalar.value() == null)) {
            return new ConfigValue.Mapping(new ConfigPosition(document, 1, 1), Map.of());
        }
        return root;
    }

    private ConfigValue value(JsonToken token, int depth) throws IOException {
        if (depth > ConfigValue.MAX_DEPTH) {
            throw wrong("nested deeper than " + ConfigValue.MAX_DEPTH + " levels");
        }
        if (yaml != null && yaml.isCurrentAlias()) {
            return repeated(parser.getText(), depth);
        }
        String anchor = yaml == null ? null : yaml.anchor();
        long before = values;
        count(1);
        ConfigValue value = switch (token) {
            case START_OBJECT -> mapping(depth);
            case START_ARRAY -> sequence(depth);
            default -> scalar(token);
        };
        if (anchor != null) {
            // Known from here on, and not within itself: there are no circles.
            anchors.put(anchor, new Anchored(value, values - before));
        }
        return value;
    }

    private ConfigValue repeated(String anchor, int depth) {
        Anchored known = anchors.get(anchor);
        if (known == null) {
            throw wrong("no anchor &" + anchor + " stands before the alias *" + anchor);
        }
        // Counted first: what is looked through below is bounded by that.
        count(known.values());
        if (depth + depth(known.value()) - 1 > ConfigValue.MAX_DEPTH) {
            throw wrong("nested deeper than " + ConfigValue.MAX_DEPTH + " levels");
        }
        return known.value();
    }

    private static int depth(ConfigValue value) {
        int deepest = 0;
        if (value instanceof ConfigValue.Mapping mapping) {
            for (ConfigValue each : mapping.entries().values()) {
                deepest = Math.max(deepest, depth(each));
            }
        } else if (value instanceof ConfigValue.Sequence sequence) {
            for (ConfigValue each : sequence.items()) {
                deepest = Math.max(deepest, depth(each));
            }
        }
        return deepest + 1;
    }

    private void count(long more) {
        values += more;
        if (values > ConfigValue.MAX_VALUES) {
            throw wrong("more than " + ConfigValue.MAX_VALUES + " values, repeated ones included");
        }
    }

    private ConfigValue mapping(int depth) throws IOException {
        ConfigPosition position = here();
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        List<ConfigValue> merged = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            ConfigPosition at = here();
            ConfigValue value = value(parser.nextToken(), depth + 1);
            if (yaml != null && name.equals(MERGE)) {
                merged.add(value);
            } else if (entries.put(name, value) != null) {
                throw new ConfigSyntaxException(at, "the name " + name + " is given twice", null);
            }
        }
        for (ConfigValue each : merged) {
            merge(each, entries);
        }
        return new ConfigValue.Mapping(position, entries);
    }

    /** What a merge key brings: names that are not there yet. */
    private static void merge(ConfigValue brought, Map<String, ConfigValue> entries) {
        if (brought instanceof ConfigValue.Mapping mapping) {
            mapping.entries().forEach(entries::putIfAbsent);
        } else if (brought instanceof ConfigValue.Sequence sequence
                && sequence.items().stream().allMatch(ConfigValue.Mapping.class::isInstance)) {
            sequence.items().forEach(each -> merge(each, entries));
        } else {
            throw new ConfigSyntaxException(
                    brought.position(), "a merge key (<<) takes a mapping or a list of mappings", null);
        }
    }

    private ConfigValue sequence(int depth) throws IOException {
        ConfigPosition position = here();
        List<ConfigValue> items = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            items.add(value(token, depth + 1));
        }
        return new ConfigValue.Sequence(position, items);
    }

    private ConfigValue scalar(JsonToken token) throws IOException {
        return new ConfigValue.Scalar(
                here(),
                switch (token) {
                    case VALUE_NULL -> null;
                    case VALUE_TRUE -> true;
                    case VALUE_FALSE -> false;
                    case VALUE_NUMBER_INT -> parser.getNumberValue();
                    case VALUE_NUMBER_FLOAT -> number();
                    default -> parser.getText();
                });
    }

    private Number number() throws IOException {
        return switch (parser.getText().toLowerCase(Locale.ROOT)) {
            case ".nan" -> Double.NaN;
            case ".inf", "+.inf" -> Double.POSITIVE_INFINITY;
            case "-.inf" -> Double.NEGATIVE_INFINITY;
            default -> parser.getDecimalValue();
        };
    }

    private ConfigPosition here() {
        return position(parser.currentTokenLocation());
    }

    private ConfigPosition position(@Nullable JsonLocation location) {
        return location == null
                ? new ConfigPosition(document, 1, 1)
                : new ConfigPosition(document, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private ConfigSyntaxException wrong(String message) {
        return new ConfigSyntaxException(here(), message, null);
    }
}
