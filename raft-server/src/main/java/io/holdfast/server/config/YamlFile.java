package io.holdfast.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code holdfast.yaml} token by token, so that every complaint can name its line. The only user of Jackson among
 * the configuration classes.
 */
final class YamlFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> MEMBER_FIELDS = List.of("id", "host", "client-port", "peer-port");
    private static final Map<String, Key> KEYS = Stream.of(Key.values()).collect(Collectors.toMap(Key::path, k -> k));
    private static final Set<String> SECTIONS = KEYS.keySet().stream()
            .filter(path -> path.contains("."))
            .map(path -> path.substring(0, path.indexOf('.')))
            .collect(Collectors.toSet());

    private final Path file;
    private final Map<Key, Setting> settings = new EnumMap<>(Key.class);

    private YamlFile(Path file) {
        this.file = file;
    }

    /** Every key that stands in {@code file}. */
    static Map<Key, Setting> read(Path file) throws ConfigException {
        YamlFile yaml = new YamlFile(file);
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than 1 MiB; this is no configuration");
            }
            try (JsonParser parser = factory.createParser(Files.readString(file))) {
                yaml.root(parser);
            }
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file", e);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigException(
                    yaml.at(line) + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("not YAML"),
                    e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e, e);
        }
        return yaml.settings;
    }

    private void root(JsonParser parser) throws IOException, ConfigException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first != JsonToken.START_OBJECT) {
            throw complaint(parser, "expected 'key: value' lines");
        }
        section(parser, "");
        if (parser.nextToken() != null) {
            throw complaint(parser, "a second document; expected one");
        }
    }

    private void section(JsonParser parser, String prefix) throws IOException, ConfigException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + parser.currentName();
            int line = line(parser);
            JsonToken value = parser.nextToken();
            Key key = KEYS.get(path);
            if (key == null && prefix.isEmpty() && SECTIONS.contains(path)) {
                if (value != JsonToken.START_OBJECT) {
                    throw new ConfigException(at(line) + ": " + path + ": expected keys below it");
                }
                section(parser, path + ".");
            } else if (key == null) {
                throw new ConfigException(at(line) + ": " + path + ": no such key" + Suggestion.of(path, known()));
            } else if (key == Key.MEMBERS && value == JsonToken.START_ARRAY) {
                put(key, members(parser), line);
            } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                put(key, parser.getText(), line);
            } else {
                throw new ConfigException(at(line) + ": " + path + ": expected one value");
            }
        }
    }

    /** The list as the compact form that the environment and flags use too. */
    private String members(JsonParser parser) throws IOException, ConfigException {
        List<String> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw complaint(parser, "members: expected {id: …, host: …, client-port: …, peer-port: …}");
            }
            int line = line(parser);
            Map<String, String> fields = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String field = parser.currentName();
                if (!MEMBER_FIELDS.contains(field)) {
                    throw complaint(parser, "members." + field + ": no such key" + Suggestion.of(field, MEMBER_FIELDS));
                }
                if (!parser.nextToken().isScalarValue()) {
                    throw complaint(parser, "members." + field + ": expected one value");
                }
                fields.put(field, parser.getText());
            }
            for (String field : MEMBER_FIELDS) {
                if (!fields.containsKey(field)) {
                    throw new ConfigException(at(line) + ": members: a member without " + field);
                }
            }
            members.add(fields.get("id") + "=" + fields.get("host") + ":" + fields.get("client-port") + "/"
                    + fields.get("peer-port"));
        }
        return String.join(",", members);
    }

    private void put(Key key, String value, int line) {
        Path folder = file.toAbsolutePath().getParent();
        settings.put(key, new Setting(value, at(line), folder == null ? Path.of("/") : folder));
    }

    private static List<String> known() {
        return Stream.concat(KEYS.keySet().stream(), SECTIONS.stream()).sorted().toList();
    }

    private ConfigException complaint(JsonParser parser, String problem) {
        return new ConfigException(at(line(parser)) + ": " + problem);
    }

    private static int line(JsonParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private String at(int line) {
        return line > 0 ? file + " line " + line : file.toString();
    }
}
