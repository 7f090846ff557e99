package io.holdfast.client.config;

import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Configuration as flat names and texts. Names of mappings are joined by dots, places in lists stand in brackets: {@code
 * pool.hosts[0]}. Numbers and truths are texts as the document writes them in JSON; a null, an empty mapping and an empty list
 * make no property.
 *
 * <p>Two values of one flat name, such as {@code a.b} in a mapping beside {@code a} with a {@code b} in it: the later one
 * counts.
 */
public final class ConfigProperties {
    private ConfigProperties() {}

    /**
     * Every readable document of a release, in order of their paths, the later over the earlier. Take {@link
     * #of(ConfigValue)} or {@link ConfigBinding#properties} where some are overlays for some environments only.
     *
     * @throws ConfigException if one of them cannot be read
     */
    public static Properties toProperties(Release release) {
        List<String> readable = release.documents().stream()
                .filter(document -> ConfigValue.isReadable(document.type()))
                .map(Document::path)
                .sorted()
                .toList();
        Properties properties = new Properties();
        if (!readable.isEmpty()) {
            properties.putAll(of(new Layers(readable, List.of(), null, "").of(release)));
        }
        return properties;
    }

    /** A value's properties, sorted by their names. A value that is neither a mapping nor a list has the empty name. */
    public static Map<String, String> of(ConfigValue value) {
        Map<String, String> properties = new TreeMap<>();
        flatten(null, value, properties);
        return Collections.unmodifiableMap(properties);
    }

    /** Names may be empty, below the root too: that is why the root has none. */
    private static void flatten(@Nullable String name, ConfigValue value, Map<String, String> properties) {
        if (value instanceof ConfigValue.Mapping mapping) {
            mapping.entries()
                    .forEach((child, each) -> flatten(name == null ? child : name + "." + child, each, properties));
        } else if (value instanceof ConfigValue.Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                flatten(
                        (name == null ? "" : name) + "[" + i + "]",
                        sequence.items().get(i),
                        properties);
            }
        } else if (value instanceof ConfigValue.Scalar scalar && scalar.value() != null) {
            properties.put(name == null ? "" : name, scalar.text());
        }
    }
}
