package io.holdfast.client.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes objects of values, by Jackson. Safe for any thread. */
final class Binder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** How many of the known names are told to whom wrote an unknown one. */
    private static final int NAMES_TOLD = 30;

    // What Jackson learns of a type it learns once.
    private static final Binder STRICT = new Binder(true, false);
    private static final Binder LENIENT = new Binder(false, false);
    private static final Binder STRICT_KEBAB = new Binder(true, true);
    private static final Binder LENIENT_KEBAB = new Binder(false, true);

    private final ObjectMapper mapper;

    /**
     * The binder of a kind.
     *
     * @param strict whether a name that the type does not know is an error
     * @param kebab whether names are written as {@code pool-size} for a {@code poolSize}
     */
    static Binder of(boolean strict, boolean kebab) {
        if (kebab) {
            return strict ? STRICT_KEBAB : LENIENT_KEBAB;
        }
        return strict ? STRICT : LENIENT;
    }

    private Binder(boolean strict, boolean kebab) {
        JsonMapper.Builder builder = JsonMapper.builder()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                // 3.7 threads are a mistake, not 3.
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // An empty "size:" is a mistake, not 0; and so is one that is left out and has no default.
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .addModule(new SimpleModule("holdfast")
                        .addDeserializer(Duration.class, new Text<>(Duration.class, Durations::parse))
                        .addDeserializer(Instant.class, new Text<>(Instant.class, Instant::parse)));
        if (kebab) {
            builder.propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE);
        }
        this.mapper = builder.build();
    }

    /**
     * Makes an object.
     *
     * @throws ConfigBindingException if that does not go; it says where
     */
    <T> T bind(ConfigValue value, Class<T> type) {
        JsonNode node = node(value);
        try {
            T bound = mapper.treeToValue(node, type);
            if (bound == null) {
                throw new ConfigBindingException(value.position(), "", "nothing to bind to " + type.getName(), null);
            }
            return bound;
        } catch (UnrecognizedPropertyException e) {
            throw misfit(value, e);
        } catch (JsonMappingException e) {
            // A name that is missing is often there, but misspelt: then that is what to tell.
            throw misfit(value, misspelt(node, type).orElse(e));
        } catch (JsonProcessingException e) {
            throw new ConfigBindingException(value.position(), "", String.valueOf(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new ConfigBindingException(value.position(), "", String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<JsonMappingException> misspelt(JsonNode node, Class<?> type) {
        try {
            mapper.readerFor(type)
                    .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .readValue(node);
        } catch (UnrecognizedPropertyException e) {
            return Optional.of(e);
        } catch (IOException | IllegalArgumentException e) {
            // Something else is wrong as well: then the mistake that was found first is told, not this one.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static ConfigBindingException misfit(ConfigValue value, JsonMappingException misfit) {
        String pointer = "";
        ConfigPosition position = value.position();
        for (JsonMappingException.Reference step : misfit.getPath()) {
            String name = step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName();
            pointer = Pointers.child(pointer, name);
            position = value.at(pointer).map(ConfigValue::position).orElse(position);
        }
        return new ConfigBindingException(position, pointer, said(misfit), misfit);
    }

    private static String said(JsonMappingException misfit) {
        if (misfit instanceof UnrecognizedPropertyException unknown) {
            return "nobody knows this name; known are "
                    + unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .limit(NAMES_TOLD)
                            .toList();
        }
        String message = String.valueOf(misfit.getOriginalMessage());
        if (message.startsWith("Cannot map `null`")) {
            return "nothing is given for a primitive value: write one, or give it a default";
        }
        return message.lines().findFirst().orElse("it does not fit");
    }

    /** A value as Jackson's tree. */
    private static JsonNode node(ConfigValue value) {
        if (value instanceof ConfigValue.Mapping mapping) {
            ObjectNode node = NODES.objectNode();
            mapping.entries().forEach((name, each) -> node.set(name, node(each)));
            return node;
        }
        if (value instanceof ConfigValue.Sequence sequence) {
            ArrayNode node = NODES.arrayNode(sequence.items().size());
            sequence.items().forEach(each -> node.add(node(each)));
            return node;
        }
        return leaf(((ConfigValue.Scalar) value).value());
    }

    private static JsonNode leaf(@Nullable Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof BigInteger number) {
            return NODES.numberNode(number);
        }
        if (value instanceof BigDecimal number) {
            return NODES.numberNode(number);
        }
        return value instanceof Double number
                ? NODES.numberNode(number.doubleValue())
                : NODES.textNode(value.toString());
    }

    /**
     * Reads what is written as text.
     *
     * @param <T> of which type
     */
    private static final class Text<T> extends FromStringDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> reader;

        Text(Class<T> type, Function<String, T> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) throws IOException {
            try {
                return reader.apply(text);
            } catch (RuntimeException e) {
                JsonParser parser = context.getParser();
                throw InvalidFormatException.from(parser, e.getMessage(), text, handledType());
            }
        }
    }
}
