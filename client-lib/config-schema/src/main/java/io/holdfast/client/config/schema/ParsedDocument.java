package io.holdfast.client.config.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * A document as a tree, and where in its text each value stands. Hostile text is bounded: depth, size, aliases.
 *
 * @param tree its values
 * @param places where they stand, by their JSON Pointers
 */
record ParsedDocument(JsonNode tree, Map<String, Place> places) {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_ALIASES = 64;
    private static final ObjectMapper JSON = mapper(new JsonFactory());
    private static final ObjectMapper YAML = mapper(yaml());

    /**
     * Where a value stands.
     *
     * @param line from 1
     * @param column from 1
     */
    record Place(int line, int column) {
        /** Nobody can tell. */
        static final Place UNKNOWN = new Place(0, 0);

        static Place of(@Nullable JsonLocation location) {
            return location == null
                    ? UNKNOWN
                    : new Place(Math.max(0, location.getLineNr()), Math.max(0, location.getColumnNr()));
        }
    }

    /** The place of a value, or of what is nearest around it. */
    Place place(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            if (at.isEmpty()) {
                return Place.UNKNOWN;
            }
        }
    }

    /** Whether documents of a type have a tree. */
    static boolean isTree(DocumentType type) {
        return type == DocumentType.YAML || type == DocumentType.JSON;
    }

    /**
     * Parses a document that has a tree.
     *
     * @throws JsonProcessingException if it is malformed; its location says where
     */
    static ParsedDocument of(Document document) throws JsonProcessingException {
        ObjectMapper mapper = document.type() == DocumentType.YAML ? YAML : JSON;
        String text = document.content().utf8();
        JsonNode tree = mapper.readTree(text);
        try {
            return new ParsedDocument(tree == null ? MissingNode.getInstance() : tree, places(mapper, text));
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException("reading a text in memory", e);
        }
    }

    private static Map<String, Place> places(ObjectMapper mapper, String text) throws IOException {
        Map<String, Place> places = new HashMap<>();
        try (JsonParser parser = mapper.getFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue() || token.isStructStart()) {
                    JsonPointer pointer = token.isStructStart()
                            ? parser.getParsingContext().getParent().pathAsPointer()
                            : parser.getParsingContext().pathAsPointer();
                    places.putIfAbsent(pointer.toString(), Place.of(parser.currentTokenLocation()));
                }
            }
        }
        return places;
    }

    private static YAMLFactory yaml() {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(Limits.MAX_RELEASE_BYTES);
        bounds.setMaxAliasesForCollections(MAX_ALIASES);
        bounds.setNestingDepthLimit(MAX_DEPTH);
        bounds.setAllowDuplicateKeys(false);
        return YAMLFactory.builder().loaderOptions(bounds).build();
    }

    private static ObjectMapper mapper(JsonFactory factory) {
        factory.setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
        return new ObjectMapper(factory)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }
}
