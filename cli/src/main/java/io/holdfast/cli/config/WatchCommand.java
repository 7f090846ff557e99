package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Goodbye;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.config.ConfigBinding;
import io.holdfast.client.config.ConfigClient;
import io.holdfast.client.config.ConfigClientBuilder;
import io.holdfast.model.config.Label;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config watch SET [--file FILE] [-- COMMAND…]}. */
@Command(
        name = "watch",
        customSynopsis = "@|bold holdfast config watch|@ [OPTIONS] SET [-- COMMAND...]",
        description = {
            "Follow a set until interrupted: tell each release and what it changes, beginning with the current one.",
            "With --file its document is written there, as a whole or not at all; after that COMMAND runs.",
            "With -o json each release is one line."
        },
        footer = {
            "The command finds HOLDFAST_CONFIG_SET, HOLDFAST_CONFIG_RELEASE and HOLDFAST_CONFIG_FILE in its environment.",
            "That it fails is told on standard error; it runs again with the next release."
        })
final class WatchCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set; waited for if there is none.")
    private String set = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = "The command, after --.")
    private List<String> command = List.of();

    @Option(names = "--file", paramLabel = "FILE", description = "Where the document is to be.")
    private @Nullable Path file;

    @Option(names = "--path", paramLabel = "PATH", description = "Which document, if there are several.")
    private @Nullable String path;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            description = "Be counted by `status` under this name, and chosen by it for rollouts to a share of all.")
    private @Nullable String identity;

    @Option(
            names = "--label",
            paramLabel = "NAME[=VALUE]",
            description = "Take part in rollouts to clients with this label. May be repeated.")
    private List<String> labels = new ArrayList<>();

    @Option(names = "--max-updates", paramLabel = "N", description = "End after so many releases; default never.")
    private long maxUpdates;

    WatchCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (maxUpdates < 0) {
            throw CliException.usage("--max-updates must not be negative");
        }
        if (path != null && file == null) {
            throw CliException.usage("--path is for --file");
        }
        Reaction reaction = new Reaction(
                surroundings,
                output,
                Optional.ofNullable(file),
                path,
                List.copyOf(command),
                maxUpdates == 0 ? Long.MAX_VALUE : maxUpdates);
        try (HoldfastClient client = connection.open(surroundings);
                ConfigClient configs = configs(client)) {
            Goodbye goodbye = Goodbye.saying(reaction::leave);
            try {
                configs.bind(set, ConfigBinding.release().listener(reaction));
                reaction.done().get();
            } finally {
                goodbye.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CliException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
        return ExitStatus.DONE;
    }

    private ConfigClient configs(HoldfastClient client) {
        ConfigClientBuilder builder = ConfigClient.builder(client);
        for (String text : labels) {
            Label label = StageOptions.label(text);
            builder.label(label.name(), label.value());
        }
        return identity == null
                ? builder.unlisted().build()
                : builder.identity(identity).build();
    }
}
