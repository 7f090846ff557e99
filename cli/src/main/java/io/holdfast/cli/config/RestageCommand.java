package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Stage;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast config restage SET [RELEASE] --stage WHOM}: a rollout goes further, or less far. */
@Command(
        name = "restage",
        description = {
            "Change whom a rollout concerns: whoever it concerns no more goes back to the current release.",
            "What is not said stays: the clients without --stage, the number of rejections without --halt-at."
        })
final class RestageCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final StageOptions stages = new StageOptions();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set.")
    private String set = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RELEASE",
            description = "Only if this is the staged release; by default whichever is.")
    private @Nullable Long release;

    RestageCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!stages.given()) {
            throw CliException.usage("--stage or --halt-at says what is to change");
        }
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            Rollout rollout = SetHistory.rollout(releases, set);
            Stage stage = stages.over(rollout.stage());
            long number = release == null ? rollout.release() : release;
            releases.restage(set, number, stage).join();
            output.print(
                    surroundings.out(),
                    new Document()
                            .put("set", set)
                            .put("release", number)
                            .put("labels", ConfigTexts.labels(stage.labels()))
                            .put("percent", stage.percent())
                            .put("haltAt", stage.haltAt()),
                    () -> "release " + number + " of " + set + " is for " + ConfigTexts.stage(stage));
        }
        return ExitStatus.DONE;
    }
}
