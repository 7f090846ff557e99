package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.config.Steering;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config promote|pause|resume|abort SET [RELEASE]}. */
@Command
final class SteerCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Steering steering;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set.")
    private String set = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RELEASE",
            description = "Only if this is the staged release; by default whichever is.")
    private @Nullable Long release;

    @Option(names = "--reason", paramLabel = "TEXT", description = "What is said of it.")
    private String why = "";

    private SteerCommand(Surroundings surroundings, Steering steering) {
        this.surroundings = surroundings;
        this.steering = steering;
    }

    /** Adds a verb for each thing that can be done with a rollout. */
    static void addTo(CommandLine config, Surroundings surroundings) {
        for (Steering each : Steering.values()) {
            CommandLine verb = new CommandLine(new SteerCommand(surroundings, each));
            verb.getCommandSpec().usageMessage().description(description(each));
            config.addSubcommand(ConfigTexts.word(each), verb);
        }
    }

    private static String description(Steering steering) {
        return switch (steering) {
            case PROMOTE -> "End a rollout: its release is current, for everybody.";
            case PAUSE -> "Give a staged release to no further client; who has it keeps it.";
            case RESUME -> "Go on with a rollout that was paused, or halted by itself.";
            case ABORT -> "Give a rollout up: who has its release goes back to the current one.";
        };
    }

    @Override
    public Integer call() {
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            long number = release == null ? SetHistory.rollout(releases, set).release() : release;
            releases.steer(set, number, steering, why).join();
            output.print(
                    surroundings.out(),
                    new Document().put("set", set).put("release", number).put("steering", ConfigTexts.word(steering)),
                    () -> "release " + number + " of " + set + " " + done());
        }
        return ExitStatus.DONE;
    }

    private String done() {
        return switch (steering) {
            case PROMOTE -> "promoted: it is current";
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            case ABORT -> "aborted";
        };
    }
}
