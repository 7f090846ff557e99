package io.holdfast.cli;

import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast completion [bash|zsh]}. */
@Command(
        name = "completion",
        footer = {"", "To use it in this shell: source <(holdfast completion)"})
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(
            paramLabel = "SHELL",
            arity = "0..1",
            defaultValue = "bash",
            description = "bash or zsh (both run the same script); default ${DEFAULT-VALUE}.")
    private Shell shell = Shell.BASH;

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        String script = AutoComplete.bash("holdfast", CommandLineTool.everyCommand(surroundings));
        surroundings
                .out()
                .print(shell == Shell.ZSH ? "autoload -U +X bashcompinit && bashcompinit\n" + script : script);
        surroundings.out().flush();
        return ExitStatus.DONE;
    }

    private enum Shell {
        BASH,
        ZSH
    }
}
