package io.holdfast.client.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads Java properties ({@link java.util.Properties#load}) as values. The JDK's own reader forgets where a property stood,
 * and that it was there twice. {@code pool.size} is {@code size} within {@code pool}; {@code hosts[0]} is the first of a
 * list. Used once, by one thread.
 */
final class PropertiesReader {
    private final String document;
    private final String text;
    private final Level root;
    private int at;
    private int line = 1;
    private int lineStart;
    private int values;

    /** A mapping or a list in the making, by names and by indices. */
    private static final class Level {
        final ConfigPosition position;
        final Map<String, Object> names = new LinkedHashMap<>();
        final TreeMap<Integer, Object> indices = new TreeMap<>();

        Level(ConfigPosition position) {
            this.position = position;
        }
    }

    private PropertiesReader(String document, String text) {
        this.document = document;
        this.text = text;
        this.root = new Level(here());
    }

    static ConfigValue read(String document, String text) {
        PropertiesReader reader = new PropertiesReader(document, text);
        while (reader.property()) {
            reader.values++;
            if (reader.values > ConfigValue.MAX_VALUES) {
                throw new ConfigSyntaxException(reader.here(), "more than " + ConfigValue.MAX_VALUES + " values", null);
            }
        }
        return value(reader.root);
    }

    private ConfigPosition here() {
        return new ConfigPosition(document, line, at - lineStart + 1);
    }

    /** Reads one; whether there was one. */
    private boolean property() {
        skipToName();
        if (at >= text.length()) {
            return false;
        }
        ConfigPosition position = here();
        String name = name();
        skipBlanks();
        if (at < text.length() && (text.charAt(at) == '=' || text.charAt(at) == ':')) {
            at++;
            skipBlanks();
        }
        put(name, new ConfigValue.Scalar(position, rest()), position);
        return true;
    }

    private void skipToName() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '#' || next == '!') {
                while (at < text.length() && !ends(text.charAt(at))) {
                    at++;
                }
            } else if (ends(next)) {
                newLine();
            } else if (blank(next)) {
                at++;
            } else if (!continued()) {
                return;
            }
        }
    }

    private void skipBlanks() {
        while (at < text.length()) {
            if (blank(text.charAt(at))) {
                at++;
            } else if (!continued()) {
                return;
            }
        }
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        while (at < text.length()) {
            char next = text.charAt(at);
            if (next == '=' || next == ':' || blank(next) || ends(next)) {
                break;
            }
            if (!continued()) {
                name.append(character());
            }
        }
        return name.toString();
    }

    private String rest() {
        StringBuilder rest = new StringBuilder();
        while (at < text.length() && !ends(text.charAt(at))) {
            if (!continued()) {
                rest.append(character());
            }
        }
        return rest.toString();
    }

    /** Skips a backslash at the end of a line, with the blanks that begin the next one; whether there was one. */
    private boolean continued() {
        boolean lineGoesOn = text.charAt(at) == '\\' && (at + 1 == text.length() || ends(text.charAt(at + 1)));
        if (lineGoesOn) {
            at++;
            if (at < text.length()) {
                newLine();
            }
            while (at < text.length() && blank(text.charAt(at))) {
                at++;
            }
        }
        return lineGoesOn;
    }

    private char character() {
        char next = text.charAt(at);
        if (next != '\\') {
            at++;
            return next;
        }
        char escaped = text.charAt(at + 1);
        if (escaped == 'u') {
            return unicode();
        }
        at += 2;
        return switch (escaped) {
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 'f' -> '\f';
            default -> escaped;
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0 || text.charAt(i) > 'f') {
                throw new ConfigSyntaxException(here(), "\\u takes four hexadecimal digits", null);
            }
            value = value * 16 + digit;
        }
        at += 6;
        return (char) value;
    }

    private void newLine() {
        at += text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n' ? 2 : 1;
        line++;
        lineStart = at;
    }

    private static boolean ends(char character) {
        return character == '\n' || character == '\r';
    }

    private static boolean blank(char character) {
        return character == ' ' || character == '\t' || character == '\f';
    }

    private void put(String name, ConfigValue.Scalar value, ConfigPosition position) {
        List<Object> steps = steps(name);
        if (steps.size() >= ConfigValue.MAX_DEPTH) {
            throw new ConfigSyntaxException(position, "nested deeper than " + ConfigValue.MAX_DEPTH + " levels", null);
        }
        Level level = root;
        for (Object step : steps.subList(0, steps.size() - 1)) {
            Object known = known(level, step);
            if (known == null) {
                Level made = new Level(position);
                keep(level, step, made, name, position);
                level = made;
            } else if (known instanceof Level deeper) {
                level = deeper;
            } else {
                throw taken(name, (ConfigValue.Scalar) known, position);
            }
        }
        Object last = steps.get(steps.size() - 1);
        Object known = known(level, last);
        if (known instanceof ConfigValue.Scalar scalar) {
            throw new ConfigSyntaxException(
                    position,
                    "the property " + name + " is given twice, first in line "
                            + scalar.position().line(),
                    null);
        }
        if (known != null) {
            throw new ConfigSyntaxException(position, "the property " + name + " has properties below it", null);
        }
        keep(level, last, value, name, position);
    }

    private static @Nullable Object known(Level level, Object step) {
        return step instanceof Integer index ? level.indices.get(index) : level.names.get((String) step);
    }

    private static void keep(Level level, Object step, Object value, String name, ConfigPosition position) {
        if (step instanceof Integer index) {
            level.indices.put(index, value);
        } else {
            level.names.put((String) step, value);
        }
        if (!level.names.isEmpty() && !level.indices.isEmpty()) {
            throw new ConfigSyntaxException(
                    position, "the property " + name + " makes one thing both a list and a mapping", null);
        }
    }

    private static ConfigSyntaxException taken(String name, ConfigValue.Scalar value, ConfigPosition position) {
        return new ConfigSyntaxException(
                position,
                "the property " + name + " stands below another one, which has a value already, in line "
                        + value.position().line(),
                null);
    }

    /** Names and indices on the way to a property. */
    private static List<Object> steps(String name) {
        List<Object> steps = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            int bracket = part.indexOf('[');
            String indices = bracket < 0 ? "" : part.substring(bracket);
            if (bracket > 0 && indices.matches("(\\[[0-9]{1,6}])+")) {
                steps.add(part.substring(0, bracket));
                for (String index : indices.substring(1, indices.length() - 1).split("]\\[", -1)) {
                    steps.add(Integer.valueOf(index));
                }
            } else {
                steps.add(part);
            }
        }
        return steps;
    }

    private static ConfigValue value(Object made) {
        if (!(made instanceof Level level)) {
            return (ConfigValue.Scalar) made;
        }
        if (level.indices.isEmpty()) {
            Map<String, ConfigValue> entries = new LinkedHashMap<>();
            level.names.forEach((name, each) -> entries.put(name, value(each)));
            return new ConfigValue.Mapping(level.position, entries);
        }
        if (level.indices.lastKey() != level.indices.size() - 1) {
            throw new ConfigSyntaxException(
                    level.position,
                    "a list of " + level.indices.size() + " values, the last at index " + level.indices.lastKey()
                            + ": some are missing",
                    null);
        }
        return new ConfigValue.Sequence(
                level.position,
                level.indices.values().stream().map(PropertiesReader::value).toList());
    }
}
