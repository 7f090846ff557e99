package io.holdfast.cli.kv;

import io.holdfast.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits one line into words. Parentheses are words of their own, unless quoted. Confined to one call of {@link #of}. */
final class Words {
    private static final String RELATIONS = "=!<>";

    private final String line;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /**
     * The words of a line, unquoted.
     *
     * @throws IllegalArgumentException if a quote does not end or an escape is unknown; the message says which
     */
    static List<Bytes> of(String line) {
        return new Words(line).all();
    }

    private List<Bytes> all() {
        List<Bytes> words = new ArrayList<>();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '"') {
                words.add(quoted());
            } else if (c == '(' || c == ')') {
                at++;
                words.add(Bytes.utf8(String.valueOf(c)));
            } else if (isRelation(c)) {
                words.add(plain(true));
            } else {
                words.add(plain(false));
            }
        }
        return words;
    }

    private static boolean isRelation(char c) {
        return RELATIONS.indexOf(c) >= 0;
    }

    /** A run of relation signs, or of anything else up to a blank or a parenthesis. */
    private Bytes plain(boolean relation) {
        int from = at;
        while (at < line.length() && belongs(line.charAt(at), relation)) {
            at++;
        }
        return Bytes.utf8(line.substring(from, at));
    }

    private static boolean belongs(char c, boolean relation) {
        return relation ? isRelation(c) : !Character.isWhitespace(c) && c != '(' && c != ')' && c != '"';
    }

    private Bytes quoted() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        at++;
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) == '\\') {
                bytes.write(escape());
            } else {
                int codePoint = line.codePointAt(at);
                bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                at += Character.charCount(codePoint);
            }
        }
        if (at >= line.length()) {
            throw new IllegalArgumentException("a quote does not end");
        }
        at++;
        return Bytes.wrap(bytes.toByteArray());
    }

    private int escape() {
        char c = at + 1 < line.length() ? line.charAt(at + 1) : ' ';
        at += 2;
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case '"', '\\' -> c;
            case 'x' -> hexadecimal();
            default -> throw new IllegalArgumentException("escapes are \\\" \\\\ \\n \\t and \\xHH");
        };
    }

    private int hexadecimal() {
        if (at + 2 > line.length()) {
            throw new IllegalArgumentException("\\x takes two hexadecimal digits");
        }
        String digits = line.substring(at, at + 2);
        at += 2;
        try {
            return Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\\x takes two hexadecimal digits, not " + digits, e);
        }
    }
}
