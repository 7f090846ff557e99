package io.holdfast.client.config.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.client.config.ConfigPosition;
import io.holdfast.client.config.ConfigSyntaxException;
import io.holdfast.client.config.ConfigValue;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.DocumentType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A document as clients read it, and the same as the tree that the validator knows. The client's reader bounds both.
 *
 * @param value its values and where they stand
 * @param tree its values
 */
record ParsedDocument(ConfigValue value, JsonNode tree) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Of ten, beyond what a double holds. The validator would write out the zeros of 1e999999999 to compare it. */
    private static final int MAX_EXPONENT = 400;

    /**
     * Reads a document that has values.
     *
     * @throws ConfigSyntaxException if it is malformed
     */
    static ParsedDocument of(Document document) {
        ConfigValue value = ConfigValue.parse(document);
        return new ParsedDocument(value, node(value));
    }

    /**
     * Reads YAML or JSON, whichever it is. All but all JSON is YAML: what is indented by tabs is not.
     *
     * @throws ConfigSyntaxException if it is neither; it says why it is no YAML
     */
    static ParsedDocument ofEither(String name, Bytes text) {
        try {
            return of(new Document(name, DocumentType.YAML, text));
        } catch (ConfigSyntaxException noYaml) {
            try {
                return of(new Document(name, DocumentType.JSON, text));
            } catch (ConfigSyntaxException noJson) {
                noYaml.addSuppressed(noJson);
                throw noYaml;
            }
        }
    }

    /** Where a value stands, or what is nearest around it. What an alias repeats stands at its anchor. */
    ConfigPosition place(String pointer) {
        for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
            Optional<ConfigValue> found = value.at(at);
            if (found.isPresent()) {
                return found.get().position();
            }
        }
    }

    private static JsonNode node(ConfigValue value) {
        if (value instanceof ConfigValue.Mapping mapping) {
            ObjectNode object = NODES.objectNode();
            mapping.entries().forEach((name, each) -> object.set(name, node(each)));
            return object;
        }
        if (value instanceof ConfigValue.Sequence sequence) {
            ArrayNode array = NODES.arrayNode(sequence.items().size());
            sequence.items().forEach(each -> array.add(node(each)));
            return array;
        }
        return scalar(((ConfigValue.Scalar) value).value());
    }

    private static JsonNode scalar(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        } else if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        } else if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        } else if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        } else if (value instanceof BigInteger number) {
            return NODES.numberNode(number);
        } else if (value instanceof BigDecimal number
                && Math.abs((long) number.precision() - number.scale()) <= MAX_EXPONENT) {
            return NODES.numberNode(number);
        }
        // JSON has no infinite numbers: to a schema they, and those that might as well be, are the texts that they look
        // like.
        return NODES.textNode(value.toString());
    }
}
