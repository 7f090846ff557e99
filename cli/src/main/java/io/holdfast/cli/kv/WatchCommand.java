package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.WatchIterator;
import io.holdfast.client.WatchOptions;
import io.holdfast.model.KeyRange;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast kv watch}: prints what happens until it is interrupted. */
@Command(
        name = "watch",
        description = {
            "Print what happens to a key or a range, in order, without gap or duplicate, until interrupted.",
            "With -o json each update is one line."
        })
final class WatchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RangeArguments keys = new RangeArguments();

    @Option(names = "--rev", paramLabel = "REVISION", description = "From the events of this revision on; default now.")
    private long revision;

    @Option(names = "--snapshot", description = "Begin with all live keys of the range.")
    private boolean snapshot;

    @Option(names = "--prev", description = "With the version before each event.")
    private boolean previous;

    @Option(names = "--puts-only", description = "Leave deletions out.")
    private boolean putsOnly;

    @Option(names = "--deletes-only", description = "Leave puts out.")
    private boolean deletesOnly;

    @Option(names = "--progress", description = "Also tell every few seconds up to which revision all has been told.")
    private boolean progress;

    @Option(names = "--max-events", paramLabel = "N", description = "End after so many events; default never.")
    private long maxEvents;

    WatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        KeyRange range = keys.range();
        WatchOptions options = options();
        WatchPrinter printer =
                new WatchPrinter(this::print, surroundings.err(), maxEvents == 0 ? Long.MAX_VALUE : maxEvents);
        try (HoldfastClient client = connection.open(surroundings);
                WatchIterator updates = client.watch().iterate(range, options)) {
            while (!printer.done() && updates.hasNext()) {
                printer.print(updates.next());
            }
        }
        return ExitStatus.DONE;
    }

    private void print(Document document, String text) {
        output.printLine(surroundings.out(), document, () -> text);
    }

    private WatchOptions options() {
        if (revision < 0 || maxEvents < 0) {
            throw CliException.usage("--rev and --max-events must not be negative");
        }
        if (snapshot && revision != 0) {
            throw CliException.usage("--snapshot and --rev exclude each other");
        }
        if (putsOnly && deletesOnly) {
            throw CliException.usage("--puts-only and --deletes-only exclude each other");
        }
        WatchOptions options = WatchOptions.DEFAULT.from(revision);
        options = snapshot ? options.withSnapshot() : options;
        options = previous ? options.withPrevious() : options;
        options = putsOnly ? options.putsOnly() : options;
        options = deletesOnly ? options.deletesOnly() : options;
        return progress ? options.withProgress() : options;
    }
}
