package io.holdfast.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings given as text, by environment or properties.
 *
 * @param prefix what the source writes before each name, for messages
 * @param values name in lower case to value
 */
record ClientSettings(String prefix, Map<String, String> values) {
    private static final String PROPERTY_PREFIX = "holdfast.";
    private static final String VARIABLE_PREFIX = "HOLDFAST_";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private static final Map<String, BiConsumer<HoldfastClientBuilder, String>> SETTERS = new TreeMap<>(Map.of(
            "endpoints", HoldfastClientBuilder::endpoints,
            "cacert", (builder, value) -> builder.caCertificate(Path.of(value)),
            "cert", (builder, value) -> builder.certificate(Path.of(value)),
            "key", (builder, value) -> builder.privateKey(Path.of(value)),
            "name", HoldfastClientBuilder::name,
            "timeout", (builder, value) -> builder.requestTimeout(duration(value)),
            "connect-timeout", (builder, value) -> builder.connectTimeout(duration(value)),
            "session-ttl", (builder, value) -> builder.sessionTtl(duration(value)),
            "max-in-flight", (builder, value) -> builder.maxInFlight(Integer.parseInt(value)),
            "read-from", (builder, value) -> builder.readFrom(readFrom(value))));

    /** The known variables; others (the tool's, the server's) are not ours to judge. */
    static ClientSettings environment(Map<String, String> variables) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : SETTERS.keySet()) {
            String value =
                    variables.get(VARIABLE_PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT));
            if (value != null && !value.isBlank()) {
                values.put(name, value.trim());
            }
        }
        return new ClientSettings(VARIABLE_PREFIX, values);
    }

    /** Every property that begins with {@code holdfast.}. */
    static ClientSettings properties(Properties properties) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(PROPERTY_PREFIX)) {
                values.put(
                        key.substring(PROPERTY_PREFIX.length()),
                        properties.getProperty(key, "").trim());
            }
        }
        return new ClientSettings(PROPERTY_PREFIX, values);
    }

    HoldfastClientBuilder applyTo(HoldfastClientBuilder builder) {
        values.forEach((name, value) -> {
            BiConsumer<HoldfastClientBuilder, String> setter = SETTERS.get(name);
            if (setter == null) {
                throw new ConfigurationException(
                        "unknown setting " + prefix + name + "; known are " + SETTERS.keySet(), null);
            }
            try {
                setter.accept(builder, value);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(
                        "setting " + prefix + name + " = '" + value + "' cannot be read: " + e.getMessage(), e);
            }
        });
        return builder;
    }

    private static ReadFrom readFrom(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "leader" -> ReadFrom.LEADER;
            case "any" -> ReadFrom.ANY;
            default -> throw new IllegalArgumentException("leader or any");
        };
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is a number and a unit: 500ms, 5s, 2m, 1h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
