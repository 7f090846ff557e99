package io.holdfast.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of Prometheus' language as it takes to see which metrics an expression reads: its words, which of them are
 * metrics, functions or lists of labels, and whether operands and operators alternate and brackets match.
 */
final class PromQl {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<number>[0-9.]+)(?![a-z])|(?<word>[a-zA-Z_:][a-zA-Z0-9_:]*)"
                    + "|(?<matchers>\\{[^}]*})|(?<range>\\[(?:[0-9]+[smhd]|\\$__rate_interval)])"
                    + "|(?<open>\\()|(?<close>\\))|(?<operator>==|!=|<=|>=|[-+*/%^<>,]))");
    private static final Pattern MATCHER =
            Pattern.compile("\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"\\s*(,|$)");
    private static final Set<String> FUNCTIONS = Set.of(
            "rate", "increase", "irate", "predict_linear", "sum", "max", "min", "avg", "count", "abs", "clamp_min");
    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> SETS = Set.of("and", "or", "unless");

    private final String text;
    private final Matcher tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    private PromQl(String text) {
        this.text = text;
        this.tokens = TOKEN.matcher(text);
    }

    /** One series selector. */
    record Selector(String metric, List<LabelMatcher> matchers) {}

    /** What one label must be. */
    record LabelMatcher(String label, String operator, String value) {
        boolean accepts(String actual) {
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "=~" -> actual.matches(value);
                case "!=" -> !actual.equals(value);
                default -> !actual.matches(value);
            };
        }
    }

    /** What an expression reads: series, and labels it groups by or joins on. */
    record Reads(List<Selector> selectors, List<String> labels) {}

    /** Reads an expression; fails with a sentence if it is none. */
    static Reads of(String text) {
        return new PromQl(text).read();
    }

    private Reads read() {
        boolean operand = true;
        int depth = 0;
        int at = 0;
        while (!text.substring(at).isBlank()) {
            if (!tokens.find(at) || tokens.start() != at) {
                throw wrong(at, "no token");
            }
            at = tokens.end();
            String word = tokens.group("word");
            if (word != null) {
                if (LISTS.contains(word)) {
                    at = list(at);
                } else if (SETS.contains(word)) {
                    check(!operand, at, word + " without something before it");
                    operand = true;
                } else if (text.startsWith("(", at) || FUNCTIONS.contains(word)) {
                    check(operand && FUNCTIONS.contains(word), at, "no function " + word);
                } else {
                    check(operand, at, "an operator is missing before " + word);
                    selectors.add(new Selector(word, List.of()));
                    operand = false;
                }
            } else if (tokens.group("matchers") != null) {
                check(!operand && !selectors.isEmpty(), at, "matchers without a metric");
                int last = selectors.size() - 1;
                selectors.set(last, new Selector(selectors.get(last).metric(), matchers(tokens.group("matchers"))));
            } else if (tokens.group("range") != null) {
                check(!operand, at, "a range without a metric");
            } else if (tokens.group("number") != null) {
                check(operand, at, "an operator is missing before a number");
                operand = false;
            } else if (tokens.group("open") != null) {
                check(operand, at, "an operator is missing before a bracket");
                depth++;
            } else if (tokens.group("close") != null) {
                check(!operand && --depth >= 0, at, "a bracket that closes nothing");
            } else {
                check(!operand, at, "an operator without something before it");
                operand = true;
            }
        }
        check(!operand && depth == 0, at, "it is not complete");
        return new Reads(selectors, labels);
    }

    /** The labels in brackets after a word that takes some; returns where they end. */
    private int list(int from) {
        Matcher list = Pattern.compile("\\s*\\(([a-z_, ]*)\\)").matcher(text).region(from, text.length());
        check(list.lookingAt(), from, "labels in brackets are missing");
        for (String label : list.group(1).split(",")) {
            labels.add(label.strip());
        }
        return list.end();
    }

    private List<LabelMatcher> matchers(String braces) {
        String inner = braces.substring(1, braces.length() - 1);
        List<LabelMatcher> found = new ArrayList<>();
        Matcher matcher = MATCHER.matcher(inner);
        int at = 0;
        while (at < inner.length()) {
            check(matcher.find(at) && matcher.start() == at, at, "no label matcher in " + braces);
            found.add(new LabelMatcher(matcher.group(1), matcher.group(2), matcher.group(3)));
            at = matcher.end();
        }
        return found;
    }

    private void check(boolean good, int at, String what) {
        if (!good) {
            throw wrong(at, what);
        }
    }

    private AssertionError wrong(int at, String what) {
        return new AssertionError(what + " at " + at + " of: " + text);
    }
}
