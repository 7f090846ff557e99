package io.holdfast.client.config;

import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which documents of a release lie over each other.
 *
 * @param documents the base, the later over the earlier; empty for the only readable one that is no overlay
 * @param overlays over that, the later over the earlier; one that a release does not have is left out
 * @param defaults below everything; null for none
 * @param pointer which part of the whole is wanted
 */
record Layers(
        List<String> documents,
        List<String> overlays,
        @Nullable ConfigValue defaults,
        String pointer) {
    static final Layers ALONE = new Layers(List.of(), List.of(), null, "");

    Layers {
        documents = List.copyOf(documents);
        overlays = List.copyOf(overlays);
        Objects.requireNonNull(pointer, "pointer");
    }

    /**
     * What a release says.
     *
     * @throws ConfigException if it cannot be read
     */
    ConfigValue of(Release release) {
        List<ConfigValue> layers = new ArrayList<>();
        if (defaults != null) {
            layers.add(defaults);
        }
        for (Document document : base(release)) {
            layers.add(parsed(document));
        }
        for (String overlay : overlays) {
            release.document(overlay).map(Layers::parsed).ifPresent(layers::add);
        }
        ConfigValue whole = layers.get(0);
        for (ConfigValue layer : layers.subList(1, layers.size())) {
            whole = merged(whole, layer);
        }
        ConfigValue all = whole;
        return all.at(pointer)
                .orElseThrow(() -> new ConfigBindingException(all.position(), pointer, "there is no such value", null));
    }

    private List<Document> base(Release release) {
        if (documents.isEmpty()) {
            List<Document> readable = release.documents().stream()
                    .filter(document -> ConfigValue.isReadable(document.type()) && !overlays.contains(document.path()))
                    .toList();
            if (readable.size() != 1) {
                throw new ConfigBindingException(
                        null,
                        "",
                        "the release has " + readable.size() + " YAML, JSON and properties documents "
                                + readable.stream().map(Document::path).toList()
                                + ": name those to bind",
                        null);
            }
            return readable;
        }
        List<Document> found = new ArrayList<>();
        for (String path : documents) {
            found.add(release.document(path)
                    .orElseThrow(() -> new ConfigBindingException(
                            null,
                            "",
                            "the release has no document " + path + ", only "
                                    + release.documents().stream()
                                            .map(Document::path)
                                            .toList(),
                            null)));
        }
        return found;
    }

    private static ConfigValue parsed(Document document) {
        if (!ConfigValue.isReadable(document.type())) {
            throw new ConfigBindingException(
                    new ConfigPosition(document.path(), 1, 1),
                    "",
                    "a document of type " + document.type() + " has no values to bind",
                    null);
        }
        return ConfigValue.parse(document);
    }

    /** One value over another: mappings become one, by name; whatever else lies on top stands for the whole below it. */
    static ConfigValue merged(ConfigValue below, ConfigValue above) {
        if (!(below instanceof ConfigValue.Mapping under) || !(above instanceof ConfigValue.Mapping over)) {
            return above;
        }
        Map<String, ConfigValue> entries = new LinkedHashMap<>(under.entries());
        over.entries().forEach((name, value) -> entries.merge(name, value, Layers::merged));
        return new ConfigValue.Mapping(over.position(), entries);
    }
}
