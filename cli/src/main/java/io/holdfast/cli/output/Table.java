package io.holdfast.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under headings, in columns as wide as their widest entry. Not safe for several threads. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with the given headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row with one entry for each heading. */
    public Table row(String... entries) {
        if (entries.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    entries.length + " entries under " + rows.get(0).size() + " headings");
        }
        rows.add(List.of(entries));
        return this;
    }

    /** The lines without a last line end, blanks at the end of a line removed. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column)
                                .codePointCount(0, row.get(column).length()))
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n"));
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String entry = row.get(column);
            line.append(column == 0 ? "" : GAP).append(entry);
            line.append(" ".repeat(widths[column] - entry.codePointCount(0, entry.length())));
        }
        return line.toString().stripTrailing();
    }
}
