package io.holdfast.client.config;

import java.util.ArrayList;
import java.util.List;

/** JSON Pointers, RFC 6901. */
final class Pointers {
    private Pointers() {}

    /** A pointer to what a name means under another one. */
    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The names on the way. */
    static List<String> names(String pointer) {
        List<String> names = new ArrayList<>();
        if (pointer.isEmpty()) {
            return names;
        }
        if (pointer.charAt(0) != '/') {
            throw new IllegalArgumentException("a JSON Pointer is empty or begins with a slash, not: " + pointer);
        }
        int from = 1;
        while (from <= pointer.length()) {
            int slash = pointer.indexOf('/', from);
            int to = slash < 0 ? pointer.length() : slash;
            names.add(pointer.substring(from, to).replace("~1", "/").replace("~0", "~"));
            from = to + 1;
        }
        return names;
    }
}
