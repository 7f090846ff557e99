package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.model.config.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast config export SET DIR|FILE}: a release as files. */
@Command(
        name = "export",
        description = {
            "Write a release's documents under their paths into a folder, or its only document to a file.",
            "Each file is replaced as a whole; other files of the folder are left alone."
        })
final class ExportCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final ReleaseArguments which = new ReleaseArguments();

    @Parameters(index = "0", paramLabel = "SET", description = "The config set.")
    private String set = "";

    @Parameters(
            index = "1",
            paramLabel = "DIR|FILE",
            description = "A folder if there is one, if it ends with a slash, or for several documents; else a file.")
    private String target = "";

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Release release;
        try (HoldfastClient client = connection.open(surroundings)) {
            release = which.read(client.releases(), set);
        }
        Path place = Path.of(target).toAbsolutePath().normalize();
        boolean folder = target.endsWith("/")
                || Files.isDirectory(place)
                || release.documents().size() > 1;
        if (folder) {
            release.documents().forEach(each -> WholeFile.write(inside(place, each.path()), each.content()));
        } else {
            WholeFile.write(place, release.documents().get(0).content());
        }
        int count = release.documents().size();
        output.print(
                surroundings.out(),
                new Document()
                        .put("header", ConfigTexts.document(release.header()))
                        .put("target", place.toString())
                        .put("files", count),
                () -> "release " + release.header().number() + " of " + set + ": " + count
                        + (count == 1 ? " file in " : " files in ") + place);
        return ExitStatus.DONE;
    }

    /** Whatever the cluster says, nothing is written outside the folder. */
    private static Path inside(Path folder, String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw CliException.refused("INVALID_ARGUMENT", "document '" + path + "' lies outside of " + folder);
        }
        return file;
    }
}
