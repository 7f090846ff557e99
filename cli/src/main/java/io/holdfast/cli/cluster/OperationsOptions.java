package io.holdfast.cli.cluster;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.Surroundings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the nodes' operations ports are. */
public final class OperationsOptions {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @Option(
            names = "--ops-urls",
            paramLabel = "URL,…",
            description = "Operations addresses of the nodes (HOLDFAST_OPS_URLS).")
    private @Nullable String urls;

    /** The addresses; empty if neither flag nor variable names any. */
    public List<String> urls(Surroundings surroundings) {
        String text = urls == null ? surroundings.variable("HOLDFAST_OPS_URLS") : urls;
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(url -> !url.isEmpty())
                        .toList();
    }

    /** The addresses; a {@link CliException} if there are none. */
    public List<String> neededUrls(Surroundings surroundings) {
        List<String> found = urls(surroundings);
        if (found.isEmpty()) {
            throw CliException.usage("no --ops-urls and no HOLDFAST_OPS_URLS: name each node's operations address");
        }
        return found;
    }

    /** A client for them. */
    public OperationsClient client(ConnectionOptions connection, Surroundings surroundings) {
        return new OperationsClient(connection.tls(surroundings), TIMEOUT);
    }
}
