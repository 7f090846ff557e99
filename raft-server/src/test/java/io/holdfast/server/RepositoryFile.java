package io.holdfast.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository that are no part of this module. */
final class RepositoryFile {
    private RepositoryFile() {}

    /** The text of a file, named from the root of the repository. */
    static String read(String path) {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve(path))) {
                try {
                    return Files.readString(here.resolve(path));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        throw new AssertionError("no " + path + " above the working directory");
    }
}
