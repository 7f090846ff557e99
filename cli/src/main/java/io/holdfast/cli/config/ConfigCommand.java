package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.Consistency;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.config.ConfigDiff;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The word {@code config}. */
@Command(name = "config", synopsisSubcommandLabel = "COMMAND")
public final class ConfigCommand implements Runnable {
    private final Surroundings surroundings;
    private final CommandLine line;

    private ConfigCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
        line.addSubcommand(new PublishCommand(surroundings));
        line.addSubcommand(new GetCommand(surroundings));
        line.addSubcommand(new StatusCommand(surroundings));
        SteerCommand.addTo(line, surroundings);
        line.addSubcommand(new RestageCommand(surroundings));
        line.addSubcommand(new WatchCommand(surroundings));
        line.addSubcommand(new ExportCommand(surroundings));
        line.addSubcommand(new ImportCommand(surroundings));
        line.addSubcommand(SchemaCommand.line(surroundings));
    }

    /** The command line of {@code config} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new ConfigCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                line,
                "config needs a verb: publish, get, history, diff, rollback, status, promote, pause, resume, abort, restage,"
                        + " watch, export, import, schema, retain or list");
    }

    @Command(name = "list", description = "List config sets in order of their names.")
    int list(
            @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only names that begin so.")
                    String[] prefix,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        String begin = prefix == null || prefix.length == 0 ? "" : prefix[0];
        List<ConfigSetRecord> sets = new ArrayList<>();
        long revision;
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            ConfigOutcome.Sets page = releases.list(begin, "", 0).join();
            sets.addAll(page.sets());
            while (page.more() && !page.sets().isEmpty()) {
                page = releases.list(begin, sets.get(sets.size() - 1).set(), 0).join();
                sets.addAll(page.sets());
            }
            revision = page.revision();
        }
        Document document = new Document()
                .put("revision", revision)
                .put("sets", sets.stream().map(ConfigTexts::document).toList());
        output.print(surroundings.out(), document, () -> ConfigTexts.sets(sets));
        return ExitStatus.DONE;
    }

    @Command(name = "history", description = "List the kept releases of a set, the newest first.")
    int history(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        List<ReleaseHeader> headers;
        try (HoldfastClient client = connection.open(surroundings)) {
            headers = SetHistory.above(client.releases(), set, 0);
        }
        Document document = new Document()
                .put("set", set)
                .put("releases", headers.stream().map(ConfigTexts::document).toList());
        output.print(surroundings.out(), document, () -> ConfigTexts.releases(headers));
        return ExitStatus.DONE;
    }

    @Command(
            name = "diff",
            description = {
                "Show how one release differs from another, as `diff -u` does; coloured on a terminal.",
                "Exit status 0, whether or not they differ."
            })
    int diff(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Parameters(paramLabel = "A", description = "From this release.") long from,
            @Parameters(paramLabel = "B", description = "To this one.") long to,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        ConfigDiff diff;
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            Release before =
                    releases.release(set, from, Consistency.linearizable()).join();
            Release after =
                    releases.release(set, to, Consistency.linearizable()).join();
            diff = ConfigDiff.between(before, after);
        }
        Document document = new Document()
                .put("set", set)
                .put("from", from)
                .put("to", to)
                .put("changes", ConfigTexts.documents(diff));
        output.print(
                surroundings.out(),
                document,
                () -> DiffText.forOutput(surroundings).of(diff));
        return ExitStatus.DONE;
    }

    @Command(
            name = "rollback",
            description = {
                "Publish the content of an earlier release again, as a new one.",
                "If the set has a schema by now that the content violates, nothing is published."
            })
    int rollback(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Option(names = "--to", required = true, paramLabel = "N", description = "The earlier release.") long to,
            @Option(
                            names = "--comment",
                            paramLabel = "TEXT",
                            description = "What the history says of it.",
                            defaultValue = "")
                    String comment,
            @Option(names = "--expected", paramLabel = "N", description = "Only if N is the latest release.") @Nullable
                    Long expected,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        if (to < 1) {
            throw CliException.usage("releases are numbered from 1: --to " + to);
        }
        PublishOptions options = PublishCommand.options(comment, expected);
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            List<io.holdfast.model.config.Document> documents =
                    releases.release(set, to, Consistency.linearizable()).join().documents();
            return new Publication(surroundings, output, releases, set, documents, Optional.empty())
                    .rollback(to, options);
        }
    }

    @Command(
            name = "retain",
            description = {
                "Say how many releases of a set are kept, besides the current and a staged one.",
                "What is beyond that is forgotten at once, and cannot be rolled back to."
            })
    int retain(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Option(
                            names = "--keep",
                            required = true,
                            paramLabel = "N",
                            description = "How many, the newest ones: 1 to " + Limits.MAX_KEPT_RELEASES + ".")
                    int keep,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        if (keep < 1 || keep > Limits.MAX_KEPT_RELEASES) {
            throw CliException.usage("--keep takes 1 to " + Limits.MAX_KEPT_RELEASES + ", not " + keep);
        }
        try (HoldfastClient client = connection.open(surroundings)) {
            client.releases().retain(set, keep).join();
        }
        output.print(
                surroundings.out(),
                new Document().put("set", set).put("keep", keep),
                () -> set + " keeps " + keep + (keep == 1 ? " release" : " releases") + " besides the current one");
        return ExitStatus.DONE;
    }
}
