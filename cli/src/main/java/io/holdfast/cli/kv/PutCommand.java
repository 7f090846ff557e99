package io.holdfast.cli.kv;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PutOptions;
import io.holdfast.client.PutReply;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast kv put}. */
@Command(name = "put", description = "Store a value under a key.")
final class PutCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "KEY", description = "The key.")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "The value; without it (or as -) standard input is the value, byte for byte.")
    private @Nullable String value;

    @Option(names = "--value-file", paramLabel = "FILE", description = "Take the value from a file, byte for byte.")
    private @Nullable Path valueFile;

    @Option(names = "--prev", description = "Also print the version that is replaced.")
    private boolean previous;

    @Option(
            names = "--lease",
            paramLabel = "LEASE",
            description = "Attach the key to this lease: it goes when that ends.")
    private long lease;

    PutCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Bytes bytes = value();
        if (lease < 0) {
            throw CliException.usage("--lease must not be negative");
        }
        PutOptions options = PutOptions.DEFAULT.lease(lease);
        options = previous ? options.returningPrevious() : options;
        try (HoldfastClient client = connection.open(surroundings)) {
            print(client.keyValue().put(Bytes.utf8(key), bytes, options).join());
        }
        return ExitStatus.DONE;
    }

    private void print(PutReply reply) {
        Document document = new Document().put("revision", reply.revision());
        reply.previous().ifPresent(old -> document.put("previous", KeyValues.document(old)));
        output.print(
                surroundings.out(),
                document,
                () -> "OK, revision " + reply.revision()
                        + reply.previous().map(old -> "\n" + old.value().utf8()).orElse(""));
    }

    private Bytes value() {
        if (valueFile != null && value != null) {
            throw CliException.usage("VALUE and --value-file exclude each other");
        }
        if (value != null && !value.equals("-")) {
            return Bytes.utf8(value);
        }
        try (InputStream in = valueFile == null ? surroundings.in() : Files.newInputStream(valueFile)) {
            byte[] bytes = in.readNBytes(Limits.MAX_VALUE_BYTES + 1);
            if (bytes.length > Limits.MAX_VALUE_BYTES) {
                throw CliException.refused(
                        "VALUE_TOO_LARGE",
                        "the value is larger than the limit of " + Limits.MAX_VALUE_BYTES + " bytes");
            }
            return Bytes.wrap(bytes);
        } catch (IOException e) {
            throw CliException.usage("USAGE", "the value cannot be read: " + e, e);
        }
    }
}
