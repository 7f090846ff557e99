package io.holdfast.cli.tour;

import java.io.PrintStream;
import java.util.Locale;

/** Tells a tour step by step. Confined to one thread. */
final class Narrator {
    private static final int WIDTH = 100;
    private static final String FACT = "     ";

    private final PrintStream out;
    private int step;
    private int held;

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** Begins the next step. */
    void step(String title) {
        step++;
        out.printf(Locale.ROOT, "%n  %d  %s%n", step, title);
        out.flush();
    }

    /** Something seen or measured. */
    void fact(String format, Object... arguments) {
        wrapped(FACT, String.format(Locale.ROOT, format, arguments));
    }

    /** The step held. */
    void held(String format, Object... arguments) {
        held++;
        wrapped("  ✓  ", String.format(Locale.ROOT, format, arguments));
    }

    /** The step did not hold. */
    void broken(String why) {
        wrapped("  ✗  ", why);
    }

    /** How many steps there were and how many held. */
    String summary() {
        return held + " of " + step + " steps held";
    }

    private void wrapped(String prefix, String text) {
        StringBuilder line = new StringBuilder(prefix);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() + 1 > WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(FACT);
            }
            line.append(word).append(' ');
        }
        out.println(line.toString().stripTrailing());
        out.flush();
    }
}
