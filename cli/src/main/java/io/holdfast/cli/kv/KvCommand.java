package io.holdfast.cli.kv;

import io.holdfast.cli.shell.Surroundings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The word {@code kv}; its verbs are commands of their own. */
@Command(name = "kv", synopsisSubcommandLabel = "VERB")
public final class KvCommand implements Runnable {
    private final CommandLine line;

    private KvCommand(Surroundings surroundings) {
        line = new CommandLine(this);
        List.of(
                        new PutCommand(surroundings),
                        new GetCommand(surroundings),
                        new DeleteCommand(surroundings),
                        new TransactionCommand(surroundings),
                        new WatchCommand(surroundings),
                        new CompactCommand(surroundings))
                .forEach(line::addSubcommand);
    }

    /** The command line of {@code kv} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new KvCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "kv needs a verb: put, get, del, txn, watch or compact");
    }
}
