package io.holdfast.statemachine.transcript;

import java.util.List;

/** The lines of a block, read one after the other; what belongs to a transaction is indented under it. */
final class Lines {
    private final List<String> lines;
    private int at;

    Lines(String block) {
        lines = block.lines().toList();
    }

    boolean hasNext() {
        return at < lines.size();
    }

    /** The next line without its indentation. */
    String next() {
        return lines.get(at++).strip();
    }

    /** The next line, which stays the next. */
    String peek() {
        return lines.get(at).strip();
    }

    String peekWord() {
        return peek().split(" ")[0];
    }

    Words nextWords() {
        return new Words(next());
    }

    /** How far the next line is indented, -1 if there is none. */
    int indentation() {
        if (!hasNext()) {
            return -1;
        }
        String line = lines.get(at);
        return line.length() - line.stripLeading().length();
    }

    /** How far the line just read was indented. */
    int lastIndentation() {
        String line = lines.get(at - 1);
        return line.length() - line.stripLeading().length();
    }
}
