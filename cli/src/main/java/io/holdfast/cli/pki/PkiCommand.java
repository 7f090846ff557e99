package io.holdfast.cli.pki;

import io.holdfast.cli.shell.Surroundings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The word {@code pki}; its verbs are commands of their own. None of them speaks to a server. */
@Command(name = "pki", synopsisSubcommandLabel = "VERB")
public final class PkiCommand implements Runnable {
    private final CommandLine line;

    private PkiCommand(Surroundings surroundings) {
        line = new CommandLine(this);
        List.of(new InitCommand(surroundings), new IssueCommand(surroundings), new ShowCommand(surroundings))
                .forEach(line::addSubcommand);
        line.addSubcommand(RotateCommand.line(surroundings));
    }

    /** The command line of {@code pki} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new PkiCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "pki needs a verb: init, issue, rotate or show");
    }
}
