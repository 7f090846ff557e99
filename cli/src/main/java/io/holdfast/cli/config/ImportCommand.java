package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.PublishOptions;
import io.holdfast.model.config.Document;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config import SET DIR}: a folder as a release. */
@Command(
        name = "import",
        description = {
            "Publish all files of a folder, under their paths in it, as the next release of a set.",
            "Files and folders whose names begin with a dot are left out."
        })
final class ImportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set; made if there is none.")
    private String set = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "The folder.")
    private Path folder = Path.of("");

    @Option(names = "--comment", paramLabel = "TEXT", description = "What the history says of it.")
    private String comment = "";

    @Option(
            names = "--expected",
            paramLabel = "N",
            description = "Only if N is the latest release (0: none); else both sides are shown.")
    private @Nullable Long expected;

    ImportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw CliException.usage(folder + " is no folder");
        }
        PublishOptions options = PublishCommand.options(comment, expected);
        List<Document> documents = Sources.documents(List.of(folder.toString()), surroundings.err());
        try (HoldfastClient client = connection.open(surroundings)) {
            return new Publication(surroundings, output, client.releases(), set, documents, Optional.empty())
                    .publish(options);
        }
    }
}
