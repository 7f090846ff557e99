package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.outcome.ConfigOutcome;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The words {@code config schema}: what is attached to a set, and how to change that without a release. */
@Command(
        name = "schema",
        synopsisSubcommandLabel = "VERB",
        description = {
            "Show, attach or detach the JSON Schema that releases of a set are checked against before they are published.",
            "What is published already is not checked. `config publish --schema` changes both in one step."
        })
final class SchemaCommand implements Runnable {
    private static final int SHOWN_DIGITS = 8;

    private final Surroundings surroundings;
    private final CommandLine line;

    private SchemaCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
    }

    static CommandLine line(Surroundings surroundings) {
        return new SchemaCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "config schema needs a verb: show, attach or detach");
    }

    @Command(name = "show", description = "Print the schema of a set, byte for byte. Exit status 1 if it has none.")
    int show(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        ConfigOutcome.Schema attached;
        try (HoldfastClient client = connection.open(surroundings)) {
            attached = attached(client.releases(), set);
        }
        if (output.given()) {
            Document document = new Document()
                    .put("set", set)
                    .put("revision", attached.revision())
                    .put("schemaChecksum", ConfigTexts.hex(attached.checksum()))
                    .put("schema", attached.schema());
            output.print(surroundings.out(), document, () -> attached.schema().utf8());
        } else {
            byte[] schema = attached.schema().toArray();
            surroundings.out().write(schema, 0, schema.length);
            surroundings.out().flush();
        }
        return ExitStatus.DONE;
    }

    @Command(
            name = "attach",
            description = "Attach a schema to a set, in place of the one it has. Makes the set if there is none.")
    int attach(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Parameters(paramLabel = "FILE", description = "A JSON Schema.") Path file,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        Bytes schema = Sources.schema(file);
        SchemaGate.require(schema);
        Bytes checksum = ReleaseChecksum.of(schema);
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            Bytes known = SetHistory.schema(releases, set).checksum();
            if (!known.equals(checksum)) {
                releases.attach(set, schema, known).join();
            }
        }
        String digits = ConfigTexts.hex(checksum);
        output.print(
                surroundings.out(),
                new Document().put("set", set).put("schemaChecksum", digits),
                () -> "schema " + digits.substring(0, SHOWN_DIGITS) + " attached to " + set);
        return ExitStatus.DONE;
    }

    @Command(name = "detach", description = "Take the schema off a set. Exit status 1 if it has none.")
    int detach(
            @Parameters(paramLabel = "SET", description = "The config set.") String set,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            ReleaseClient releases = client.releases();
            releases.attach(set, Bytes.EMPTY, attached(releases, set).checksum())
                    .join();
        }
        output.print(
                surroundings.out(),
                new Document().put("set", set).put("schemaChecksum", ""),
                () -> "schema detached from " + set);
        return ExitStatus.DONE;
    }

    private static ConfigOutcome.Schema attached(ReleaseClient releases, String set) {
        ConfigOutcome.Schema attached = releases.schema(set).join();
        if (attached.schema().isEmpty()) {
            throw CliException.refused("SCHEMA_NOT_FOUND", "config set '" + set + "' has no schema");
        }
        return attached;
    }
}
