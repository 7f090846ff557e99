package io.holdfast.server.ops;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a request's address after the question mark. */
final class Query {
    private record Parameter(String name, String value) {}

    private final List<Parameter> parameters = new ArrayList<>();

    /** Reads the raw query of a URI, null if it has none; what cannot be decoded is kept as it is. */
    Query(@Nullable String raw) {
        if (raw != null) {
            for (String part : raw.split("&")) {
                int equals = part.indexOf('=');
                parameters.add(new Parameter(
                        decode(equals < 0 ? part : part.substring(0, equals)),
                        decode(equals < 0 ? "" : part.substring(equals + 1))));
            }
        }
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name.equals(name));
    }

    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name))
                .map(Parameter::value)
                .toList();
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
