package io.holdfast.statemachine.transcript;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.LeaseCommand;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** One line, split at spaces. */
record Words(List<String> words) {
    Words(String line) {
        this(Arrays.asList(line.split(" +")));
    }

    String at(int index) {
        return words.get(index);
    }

    boolean has(String flag) {
        return words.contains(flag);
    }

    boolean isOption(int index) {
        return words.size() <= index || words.get(index).equals("ignore-value");
    }

    <T> T option(String name, Function<String, T> reader, T absent) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(word -> reader.apply(word.substring(name.length() + 1)))
                .findFirst()
                .orElse(absent);
    }

    long number(String name) {
        return option(name, Long::valueOf, 0L);
    }

    /** {@code LEASE/EPOCH=MILLIS}, any number of them. */
    List<LeaseCommand.Bound> bounds() {
        return words.stream().skip(1).map(Words::bound).toList();
    }

    private static LeaseCommand.Bound bound(String word) {
        String[] parts = word.split("[/=]");
        return new LeaseCommand.Bound(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    /** Session ids are hexadecimal, as messages show them. */
    long session(int index) {
        return Long.parseLong(at(index), 16);
    }

    String text(String name) {
        return option(name, Words::repeated, "");
    }

    Bytes bytes(int index) {
        return Bytes.utf8(text(index));
    }

    /** {@code ""} is empty, {@code x*5} is five times x. */
    String text(int index) {
        return repeated(at(index));
    }

    private static String repeated(String word) {
        if (word.equals("\"\"")) {
            return "";
        }
        int star = word.indexOf('*');
        return star == 1 && word.length() > 2 ? word.substring(0, 1).repeat(Integer.parseInt(word.substring(2))) : word;
    }

    /** {@code a}, {@code a..c}, {@code a..}, the prefix {@code a*}, and {@code *} for all. */
    KeyRange range(int index) {
        String word = at(index);
        if (word.equals("*")) {
            return KeyRange.ALL;
        }
        int dots = word.indexOf("..");
        if (dots >= 0) {
            Bytes start = Bytes.utf8(word.substring(0, dots));
            String end = word.substring(dots + 2);
            return end.isEmpty() ? KeyRange.atLeast(start) : KeyRange.between(start, Bytes.utf8(end));
        }
        return word.endsWith("*") && word.length() > 1
                ? KeyRange.prefix(Bytes.utf8(word.substring(0, word.length() - 1)))
                : KeyRange.single(bytes(index));
    }
}
