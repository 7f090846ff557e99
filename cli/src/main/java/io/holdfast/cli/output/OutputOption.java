package io.holdfast.cli.output;

import java.io.PrintStream;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The flag {@code -o} and what follows from it. */
public final class OutputOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table, json or yaml; default table. The field names of json and yaml are stable.")
    private OutputFormat format = OutputFormat.TABLE;

    /** What was asked for. */
    public OutputFormat format() {
        return format;
    }

    /** Prints {@code document} as asked for, or what {@code table} says (without a last line end) for people. */
    public void print(PrintStream out, Document document, Supplier<String> table) {
        switch (format) {
            case JSON -> out.print(Documents.json(document));
            case YAML -> out.print(Documents.yaml(document));
            case TABLE -> {
                String text = table.get();
                out.print(text.isEmpty() ? "" : text + "\n");
            }
        }
        out.flush();
    }
}
