package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.DeleteOptions;
import io.holdfast.client.DeleteReply;
import io.holdfast.client.HoldfastClient;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast kv del}. Deleting nothing is a success. */
@Command(name = "del", description = "Delete a key or every key of a range, and print how many there were.")
final class DeleteCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RangeArguments keys = new RangeArguments();

    @Option(names = "--prev", description = "Also print what was deleted.")
    private boolean previous;

    DeleteCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        DeleteOptions options = previous ? DeleteOptions.DEFAULT.returningPrevious() : DeleteOptions.DEFAULT;
        try (HoldfastClient client = connection.open(surroundings)) {
            print(client.keyValue().deleteRange(keys.range(), options).join());
        }
        return ExitStatus.DONE;
    }

    private void print(DeleteReply reply) {
        Document document = new Document().put("revision", reply.revision()).put("deleted", reply.deleted());
        if (previous) {
            document.put("previous", KeyValues.documents(reply.previous()));
        }
        output.print(
                surroundings.out(),
                document,
                () -> reply.deleted()
                        + reply.previous().stream()
                                .map(old -> "\n" + old.key().utf8() + "\n"
                                        + old.value().utf8())
                                .collect(Collectors.joining()));
    }
}
