package io.holdfast.cli.kv;

import io.holdfast.cli.shell.CliException;
import io.holdfast.model.command.Transaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Asks for a transaction part by part. A line that makes no sense is told so at once, and may be typed again. */
final class TransactionDialogue {
    private static final String[] QUESTIONS = {
        "conditions, all of which must hold, such as: value(KEY) = \"text\"",
        "operations if they do: put KEY VALUE, get KEY, del KEY",
        "operations if they do not"
    };

    private final BufferedReader in;
    private final PrintStream err;

    TransactionDialogue(InputStream in, PrintStream err) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.err = err;
    }

    /** The transaction; a {@link CliException} of usage if it does nothing. */
    Transaction ask() {
        TransactionText text = new TransactionText();
        for (int part = 0; part < TransactionText.PARTS; part++) {
            err.println(QUESTIONS[part] + " (an empty line ends them)");
            for (String line = line(); !line.isEmpty(); line = line()) {
                try {
                    text.add(part, line);
                } catch (IllegalArgumentException e) {
                    err.println("not taken: " + e.getMessage());
                }
            }
        }
        return text.whole();
    }

    /** The next line without blanks around it; empty at the end of input. */
    private String line() {
        err.print("> ");
        err.flush();
        try {
            String line = in.readLine();
            return line == null ? "" : line.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
