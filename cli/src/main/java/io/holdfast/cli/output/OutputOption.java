package io.holdfast.cli.output;

import java.io.PrintStream;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flag {@code -o} and what follows from it. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml. The field names of json and yaml are stable.")
    private @Nullable OutputFormat asked;

    /** What was asked for; a table if nothing was. */
    public OutputFormat format() {
        return asked == null ? OutputFormat.TABLE : asked;
    }

    /** Whether anything was asked for: some commands print less if not. */
    public boolean given() {
        return asked != null;
    }

    /** Prints {@code document} as asked for, or what {@code table} says (without a last line end) for people. */
    public void print(PrintStream out, Document document, Supplier<String> table) {
        if (format() == OutputFormat.TABLE) {
            String text = table.get();
            out.print(text.isEmpty() ? "" : text + "\n");
        } else {
            Documents.print(document, format(), out);
        }
        out.flush();
    }

    /**
     * As {@link #print}, for one of many documents that follow each other: one line of JSON each, or YAML documents with
     * {@code ---} before each.
     */
    public void printLine(PrintStream out, Document document, Supplier<String> table) {
        if (format() == OutputFormat.TABLE) {
            print(out, document, table);
        } else {
            Documents.printLine(document, format(), out);
            out.flush();
        }
    }
}
