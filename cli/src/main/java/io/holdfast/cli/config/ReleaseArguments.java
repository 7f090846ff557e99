package io.holdfast.cli.config;

import io.holdfast.cli.shell.CliException;
import io.holdfast.client.Consistency;
import io.holdfast.client.ReleaseClient;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which release. */
final class ReleaseArguments {
    @Option(names = "--release", paramLabel = "N", description = "The release of this number; default the current one.")
    private @Nullable Long number;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "The release that was current then: 2026-01-31T12:00:00Z, or with another offset.")
    private @Nullable String at;

    /** Reads it. */
    Release read(ReleaseClient releases, String set) {
        if (number != null && at != null) {
            throw CliException.usage("--release and --at exclude each other");
        }
        if (number != null) {
            return releases.release(set, number, Consistency.linearizable()).join();
        }
        return (at == null
                        ? releases.current(set, Consistency.linearizable())
                        : releases.at(set, time(at), Consistency.linearizable()))
                .join();
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw CliException.usage(
                    "USAGE",
                    "--at takes a time as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00, not '" + text + "'",
                    e);
        }
    }

    /**
     * One document of a release.
     *
     * @param path which; null for the only one
     */
    static Document document(Release release, @Nullable String path) {
        if (path == null) {
            if (release.documents().size() == 1) {
                return release.documents().get(0);
            }
            throw CliException.usage("release " + release.header().number()
                    + " has several documents, --path says which: " + paths(release));
        }
        return release.document(path)
                .orElseThrow(() -> CliException.refused(
                        "DOCUMENT_NOT_FOUND",
                        "release " + release.header().number() + " has no document '" + path + "', but "
                                + paths(release)));
    }

    private static String paths(Release release) {
        return release.documents().stream().map(Document::path).collect(Collectors.joining(", "));
    }
}
