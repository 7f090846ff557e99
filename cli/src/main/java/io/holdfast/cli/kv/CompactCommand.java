package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.CompactReply;
import io.holdfast.client.HoldfastClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast kv compact}. */
@Command(name = "compact", description = "Drop all history that no read at REVISION or later can see.")
final class CompactCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "REVISION", description = "The oldest revision that stays readable.")
    private long revision;

    CompactCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (HoldfastClient client = connection.open(surroundings)) {
            CompactReply reply = client.keyValue().compact(revision).join();
            output.print(
                    surroundings.out(),
                    new Document().put("revision", reply.revision()).put("compacted", revision),
                    () -> "OK, compacted at revision " + revision);
        }
        return ExitStatus.DONE;
    }
}
