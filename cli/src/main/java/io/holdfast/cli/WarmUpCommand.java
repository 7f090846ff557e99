package io.holdfast.cli;

import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code holdfast warm-up}, not listed: runs typical command lines in this process so that the class archive that the
 * start script makes knows their classes, the network's included. They speak to a port where nobody listens, with
 * certificates that are thrown away; their results do not matter.
 */
@Command(name = "warm-up")
final class WarmUpCommand implements Callable<Integer> {
    /** The discard port: reserved, and nobody's here. */
    private static final String NOBODY = "127.0.0.1:9";

    private final Surroundings surroundings;

    WarmUpCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("holdfast-warm-up");
        try {
            run(folder);
        } finally {
            delete(folder);
        }
        return ExitStatus.DONE;
    }

    private void run(Path folder) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Map<String, String> variables = Map.of(
                "HOLDFAST_ENDPOINTS",
                NOBODY,
                "HOLDFAST_CACERT",
                folder.resolve("ca.pem").toString(),
                "HOLDFAST_CERT",
                folder.resolve("warm.pem").toString(),
                "HOLDFAST_KEY",
                folder.resolve("warm.key").toString(),
                "HOLDFAST_TIMEOUT",
                "300ms",
                "HOLDFAST_OPS_URLS",
                "https://" + NOBODY);
        CommandLineTool tool = new CommandLineTool(new Surroundings(
                variables, new ByteArrayInputStream(new byte[0]), nowhere, nowhere, surroundings.opener()));
        tool.run("--help");
        tool.run("version");
        tool.run("version", "-o", "json");
        tool.run("version", "-o", "yaml");
        tool.run("pki", "init", "--dir", folder.toString(), "--cluster", "warm-up");
        tool.run("pki", "issue", "--client", "warm", "--dir", folder.toString());
        tool.run("kv", "get", "key", "-o", "json");
        tool.run("kv", "put", "key", "value");
        tool.run("status");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
