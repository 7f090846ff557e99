package io.holdfast.cli.lock;

import io.holdfast.cli.shell.Surroundings;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast lock run NAME -- COMMAND…}, for a lock whose name is a verb. */
@Command(
        name = "run",
        customSynopsis = "@|bold holdfast lock run|@ [OPTIONS] NAME -- COMMAND...",
        description = "The same, for a lock that has the name of a verb.")
final class RunCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final CommandLine line;

    @Mixin
    private final Run run = new Run();

    private RunCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
    }

    /** Its command line. */
    static CommandLine line(Surroundings surroundings) {
        return new RunCommand(surroundings).line;
    }

    @Override
    public Integer call() {
        return run.run(surroundings, line);
    }
}
