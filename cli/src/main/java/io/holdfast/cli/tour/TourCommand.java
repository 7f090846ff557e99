package io.holdfast.cli.tour;

import io.holdfast.cli.cluster.OperationsClient;
import io.holdfast.cli.cluster.OperationsOptions;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Failures;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast tour}, not listed: it kills nodes, so only {@code scripts/quickstart} should start it. */
@Command(
        name = "tour",
        description = "Show the main job on a development cluster. Kills and restarts one of its nodes.")
public final class TourCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OperationsOptions operations = new OperationsOptions();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The folder of the cluster.")
    private Path folder = Path.of("");

    /** The command in its surroundings. */
    public TourCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String programs = System.getProperty("holdfast.bin");
        if (programs == null) {
            throw CliException.usage("the tour needs scripts/cluster: run scripts/quickstart");
        }
        ClusterScript script = new ClusterScript(Path.of(programs, "cluster"), folder);
        OperationsClient nodes = operations.client(connection, surroundings);
        Narrator narrator = new Narrator(surroundings.out());
        try (HoldfastClient client = connection.open(surroundings)) {
            Stage stage = new Stage(
                    client, connection.tls(surroundings), nodes, operations.urls(surroundings), script, narrator);
            return show(stage, programs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        }
    }

    private int show(Stage stage, String programs) throws InterruptedException {
        FailoverStep.Victim victim = new FailoverStep.Victim();
        long begin = System.nanoTime();
        boolean all = true;
        for (Step step : List.of(
                new KeysStep(),
                new StrangerStep(),
                new LockStep(Path.of(programs, "holdfast")),
                new ElectionStep(Path.of(programs, "holdfast")),
                new ConfigStep(),
                new FailoverStep(victim),
                new ReturnStep(victim),
                new AgreementStep())) {
            all &= holds(step, stage);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        surroundings.out().printf("%n  %s in %.1f s%n", stage.narrator().summary(), seconds);
        surroundings.out().flush();
        return all ? ExitStatus.DONE : ExitStatus.REFUSED;
    }

    private static boolean holds(Step step, Stage stage) throws InterruptedException {
        stage.narrator().step(step.title());
        try {
            step.show(stage);
            return true;
        } catch (StepFailedException e) {
            stage.narrator().broken(String.valueOf(e.getMessage()));
        } catch (HoldfastException e) {
            CliException explained = Failures.explain(e);
            stage.narrator().broken(explained.code() + ": " + explained.getMessage());
        }
        return false;
    }
}
