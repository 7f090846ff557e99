package io.holdfast.cli;

import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code holdfast warm-up}, not listed: runs typical command lines in this process so that the class archive that the
 * start script makes knows their classes. Their results do not matter.
 */
@Command(name = "warm-up")
final class WarmUpCommand implements Callable<Integer> {
    private static final List<List<String>> TYPICAL = List.of(
            List.of("version", "-o", "json"), List.of("version", "-o", "yaml"), List.of("version"), List.of("--help"));

    private final Surroundings surroundings;

    WarmUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Surroundings quiet =
                new Surroundings(surroundings.variables(), surroundings.in(), nowhere, nowhere, surroundings.opener());
        for (List<String> arguments : TYPICAL) {
            new CommandLineTool(quiet).run(arguments.toArray(String[]::new));
        }
        return ExitStatus.DONE;
    }
}
