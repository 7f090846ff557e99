package io.holdfast.cli.pki;

import io.holdfast.cli.shell.Surroundings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The words {@code pki rotate}; what is rotated is a verb of its own. */
@Command(
        name = "rotate",
        synopsisSubcommandLabel = "WHAT",
        description = {
            "Replace the authority and the certificates of a running cluster, step by step:",
            "rotate ca, hand ca.pem out; rotate leaf --all, hand the certificates out; rotate ca --finish,",
            "hand ca.pem out. Servers and clients take changed files into use by themselves."
        })
final class RotateCommand implements Runnable {
    private final CommandLine line;

    private RotateCommand(Surroundings surroundings) {
        line = new CommandLine(this);
        List.of(new RotateAuthorityCommand(surroundings), new RotateLeafCommand(surroundings))
                .forEach(line::addSubcommand);
    }

    static CommandLine line(Surroundings surroundings) {
        return new RotateCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "pki rotate needs to know what: ca or leaf");
    }
}
