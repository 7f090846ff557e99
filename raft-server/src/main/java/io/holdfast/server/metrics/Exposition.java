package io.holdfast.server.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One scrape in Prometheus' text format 0.0.4: families in the order of their names, each with HELP and TYPE before its
 * samples. Names and labels may hold anything; what the format does not allow is replaced or escaped.
 *
 * <p>Confined to the scraping thread.
 */
final class Exposition {
    /** The media type of {@link #text}. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Map<String, Family> families = new TreeMap<>();

    /** The kind of a family. */
    enum Type {
        COUNTER("counter"),
        GAUGE("gauge"),
        SUMMARY("summary");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private record Family(Type type, String help, List<String> samples) {}

    /** Adds one sample of the family {@code name}. */
    void sample(String name, Type type, String help, Map<String, String> labels, double value) {
        sample(name, "", type, help, labels, value);
    }

    /** Adds a sample whose own name is the family's with a suffix: {@code _sum}, {@code _count}. */
    void sample(String name, String suffix, Type type, String help, Map<String, String> labels, double value) {
        String legal = name(name);
        families.computeIfAbsent(legal, any -> new Family(type, help, new ArrayList<>()))
                .samples()
                .add(legal + suffix + labels(labels) + " " + number(value));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        families.forEach((name, family) -> {
            text.append("# HELP ")
                    .append(name)
                    .append(' ')
                    .append(escape(family.help, false))
                    .append('\n');
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type.word)
                    .append('\n');
            family.samples.forEach(sample -> text.append(sample).append('\n'));
        });
        return text.toString();
    }

    /** {@code groupCommitted.bytes} becomes {@code group_committed_bytes}. */
    private static String name(String name) {
        StringBuilder legal = new StringBuilder(name.length() + 8);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean upper = c >= 'A' && c <= 'Z';
            boolean letter = upper || (c >= 'a' && c <= 'z');
            boolean digit = c >= '0' && c <= '9';
            if (upper && i > 0 && Character.isLowerCase(name.charAt(i - 1))) {
                legal.append('_');
            }
            if (digit && i == 0) {
                legal.append('_');
            }
            legal.append(letter || digit ? Character.toLowerCase(c) : '_');
        }
        return legal.toString();
    }

    private static String labels(Map<String, String> labels) {
        if (labels.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("{");
        new TreeMap<>(labels)
                .forEach((key, value) -> text.append(text.length() > 1 ? "," : "")
                        .append(name(key))
                        .append("=\"")
                        .append(escape(value, true))
                        .append('"'));
        return text.append('}').toString();
    }

    private static String escape(String text, boolean quotes) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return quotes ? escaped.replace("\"", "\\\"") : escaped;
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
