package io.holdfast.cli.snapshot;

import io.holdfast.cli.cluster.NodeReport;
import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.cli.cluster.OperationsOptions;
import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The word {@code snapshot}. */
@Command(name = "snapshot", synopsisSubcommandLabel = "VERB")
public final class SnapshotCommand implements Runnable {
    private final Surroundings surroundings;
    private final CommandLine line;

    private SnapshotCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
    }

    /** The command line of {@code snapshot} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new SnapshotCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "snapshot needs a verb: save, inspect or restore");
    }

    @Command(
            name = "save",
            description = "Save everything that the cluster holds now into a file; for operators.",
            footer = {
                "",
                "It is taken from the leader, or from the node that is furthest. The file appears under its name when it is"
                        + " whole and on the disk, in place of an older one, and only you may read it."
            })
    int save(
            @Mixin ConnectionOptions connection,
            @Mixin OperationsOptions operations,
            @Mixin OutputOption output,
            @Parameters(paramLabel = "FILE") Path file) {
        OperationsClient client = operations.client(connection, surroundings);
        Saved saved = new Download(client, surroundings.err()).save(source(client, operations), file);
        output.print(surroundings.out(), saved.document(), saved::text);
        return ExitStatus.DONE;
    }

    /** The operations address of the node to ask. */
    private String source(OperationsClient client, OperationsOptions operations) {
        List<String> urls = operations.neededUrls(surroundings);
        return NodeReport.ask(client, urls).stream()
                .filter(report -> report.status() != null)
                .max(Comparator.comparingLong((NodeReport report) ->
                                report.text("role", "").equals("leader") ? report.number("term") : -1)
                        .thenComparingLong(report -> report.number("applied")))
                .map(NodeReport::url)
                .orElseThrow(() ->
                        CliException.unavailable("UNAVAILABLE", "none of " + String.join(", ", urls) + " answers"));
    }

    @Command(
            name = "inspect",
            description = "Check every byte of a backup and say what is in it; needs no cluster.",
            footer = {"", "Exit status 1 if it is damaged. HOLDFAST_SERVER_HEAP must have room for its state."})
    int inspect(@Mixin OutputOption output, @Parameters(paramLabel = "FILE") Path file) {
        return offline(output, List.of("inspect", file.toString()));
    }

    @Command(
            name = "restore",
            description = "Make the data directory of one node from a backup; needs no cluster.",
            footer = {
                "",
                "Once for each node of the new cluster, with the node's configuration and the same --token; then start all of"
                        + " them. The data directory must be absent or empty. docs/operations.md has the steps.",
                "",
                "If any backup was restored under this name before, give --above, the same for all nodes: otherwise fencing"
                        + " tokens and revisions of then may come again. Keep the printed revision for the next time."
            })
    int restore(
            @Mixin OutputOption output,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--config", paramLabel = "FILE", required = true, description = "The node's configuration.")
                    Path config,
            @Option(
                            names = "--token",
                            paramLabel = "WORD",
                            required = true,
                            description = "The same for all nodes of one restoration, another for each restoration.")
                    String token,
            @Option(
                            names = "--above",
                            paramLabel = "REVISION",
                            description = "The highest revision that any cluster of this name is known to have reached;"
                                    + " by default the backup's own.")
                    @Nullable
                    String above,
            @Option(names = "--plan", description = "Say what would be done, and change nothing.") boolean plan) {
        List<String> words =
                new ArrayList<>(List.of("restore", file.toString(), "--config", config.toString(), "--token", token));
        if (above != null) {
            words.addAll(List.of("--above", above));
        }
        if (plan) {
            words.add("--plan");
        }
        return offline(output, words);
    }

    private int offline(OutputOption output, List<String> words) {
        ServerTool.Finished finished = ServerTool.ofProcess().run(words);
        surroundings.err().print(finished.err());
        if (finished.status() == ExitStatus.DONE) {
            Document document = ToolLines.document(finished.out());
            output.print(surroundings.out(), document, () -> ToolLines.text(finished.out()));
        }
        return finished.status();
    }
}
