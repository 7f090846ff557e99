package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast config get SET}: a document as it is. */
@Command(
        name = "get",
        description = {
            "Print a document of a set, byte for byte.",
            "With -o json the release and all its documents, or the one that --path says."
        })
final class GetCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ReleaseArguments which = new ReleaseArguments();

    @Parameters(paramLabel = "SET", description = "The config set.")
    private String set = "";

    @Option(names = "--path", paramLabel = "PATH", description = "Which document, if there are several.")
    private @Nullable String path;

    GetCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Release release;
        try (HoldfastClient client = connection.open(surroundings)) {
            release = which.read(client.releases(), set);
        }
        if (output.given()) {
            List<Document> documents =
                    path == null ? release.documents() : List.of(ReleaseArguments.document(release, path));
            output.print(
                    surroundings.out(), ConfigTexts.document(release, documents), () -> ConfigTexts.table(documents));
        } else {
            byte[] content = ReleaseArguments.document(release, path).content().toArray();
            surroundings.out().write(content, 0, content.length);
            surroundings.out().flush();
        }
        return ExitStatus.DONE;
    }
}
