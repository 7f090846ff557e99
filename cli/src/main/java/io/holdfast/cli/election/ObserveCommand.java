package io.holdfast.cli.election;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.ElectionObservation;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.client.HoldfastClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast election observe}: prints who leads, and every change, until it is interrupted. */
@Command(
        name = "observe",
        description = {
            "Print who leads, and from then on every change in order, until interrupted.",
            "With -o json each update is one line."
        })
final class ObserveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "NAME", description = "The election.")
    private String name = "";

    @Option(names = "--max-updates", paramLabel = "N", description = "End after so many updates; default never.")
    private long maxUpdates;

    ObserveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (maxUpdates < 0) {
            throw CliException.usage("--max-updates must not be negative");
        }
        // A printer that falls behind holds the observation up, which asks for no more until it has told the last.
        BlockingQueue<ElectionUpdate> updates = new SynchronousQueue<>();
        ExecutorService telling = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "holdfast-observe");
            thread.setDaemon(true);
            return thread;
        });
        try (HoldfastClient client = connection.open(surroundings);
                ElectionObservation observation =
                        client.elections().observe(name, update -> hand(updates, update), telling)) {
            for (long told = 0; maxUpdates == 0 || told < maxUpdates; told++) {
                ElectionUpdate update = updates.take();
                output.printLine(
                        surroundings.out(),
                        ElectionTexts.document(observation.election(), update),
                        () -> ElectionTexts.text(update));
            }
        } finally {
            telling.shutdownNow();
        }
        return ExitStatus.DONE;
    }

    private static void hand(BlockingQueue<ElectionUpdate> updates, ElectionUpdate update) {
        try {
            updates.put(update);
        } catch (InterruptedException e) {
            // The command ends.
            Thread.currentThread().interrupt();
        }
    }
}
