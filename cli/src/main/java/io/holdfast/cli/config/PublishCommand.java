package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config publish SET FILE…}. */
@Command(
        name = "publish",
        description = {
            "Publish files as the next release of a config set: all of them at once, or nothing.",
            "What is malformed or violates the set's schema is told with its position, and is exit status 1."
        })
final class PublishCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final StageOptions stages = new StageOptions();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set; made if there is none.")
    private String set = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "A file under its name, a folder's files under their paths in it, or PATH=FILE. The ending says"
                            + " the type: yaml, yml, json, properties; txt, md, xml, conf, ini, toml are texts; else bytes.")
    private List<String> files = List.of();

    @Option(names = "--comment", paramLabel = "TEXT", description = "What the history says of it.")
    private String comment = "";

    @Option(
            names = "--expected",
            paramLabel = "N",
            description = "Only if N is the latest release (0: none); else both sides are shown.")
    private @Nullable Long expected;

    @Option(names = "--dry-run", description = "Show what would change and what is wrong; publish nothing.")
    private boolean dryRun;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = {
                "Check against this JSON Schema, and attach it with the release: both or neither.",
                "Without it: check against the one that is attached."
            })
    private @Nullable Path schema;

    PublishCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        PublishOptions options = options(comment, expected);
        options = stages.stage().map(options::stage).orElse(options);
        List<Document> documents = Sources.documents(files, surroundings.err());
        Optional<Bytes> attach = Optional.ofNullable(schema).map(Sources::schema);
        try (HoldfastClient client = connection.open(surroundings)) {
            Publication publication = new Publication(surroundings, output, client.releases(), set, documents, attach);
            return dryRun ? publication.rehearse() : publication.publish(options);
        }
    }

    /** A comment, and the release that is expected to be the latest. */
    static PublishOptions options(String comment, @Nullable Long expected) {
        PublishOptions options = PublishOptions.DEFAULT.comment(comment);
        if (expected == null) {
            return options;
        }
        if (expected < 0) {
            throw CliException.usage("--expected must not be negative");
        }
        return options.expected(expected);
    }
}
