package io.holdfast.cli.bench;

import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** One line on a terminal, rewritten each second; nothing at all elsewhere. Confined to one thread. */
final class Progress {
    private static final String BACK_AND_CLEAR = "\r\u001b[K";

    private final PrintStream err;
    private final boolean terminal;

    Progress(PrintStream err) {
        this.err = err;
        // Set by the start script: the JDK cannot tell for stderr.
        this.terminal = Boolean.getBoolean("holdfast.terminal");
    }

    void show(String phase, int inFlight, Histogram second) {
        if (terminal) {
            err.print(BACK_AND_CLEAR
                    + String.format(
                            Locale.ROOT,
                            "%s, %d in flight: %,d ops/s, p50 %.2f ms, p99 %.2f ms",
                            phase,
                            inFlight,
                            second.getTotalCount(),
                            second.getValueAtPercentile(50) / 1000.0,
                            second.getValueAtPercentile(99) / 1000.0));
            err.flush();
        }
    }

    void clear() {
        if (terminal) {
            err.print(BACK_AND_CLEAR);
            err.flush();
        }
    }
}
