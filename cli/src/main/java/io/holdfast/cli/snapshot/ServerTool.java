package io.holdfast.cli.snapshot;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The server's program, which does what needs the server's own classes: it is in the folder of this tool's.
 *
 * @param program where it is
 */
record ServerTool(Path program) {
    /**
     * What a finished run left behind.
     *
     * @param status its exit status
     * @param out its results
     * @param err what it had to say besides
     */
    record Finished(int status, String out, String err) {}

    /** The one beside this tool's own program. */
    static ServerTool ofProcess() {
        String folder = System.getProperty("holdfast.bin", "");
        Path program = Path.of(folder, "holdfast-server");
        if (folder.isEmpty() || !Files.isExecutable(program)) {
            throw CliException.unavailable(
                    "NO_SERVER_PROGRAM",
                    "holdfast-server is not beside this tool" + (folder.isEmpty() ? "" : ", in " + folder)
                            + ": start it as bin/holdfast of a distribution or scripts/holdfast of a checkout");
        }
        return new ServerTool(program);
    }

    /** Runs {@code snapshot} with these words, and waits for its end. */
    Finished run(List<String> words) {
        List<String> line = new ArrayList<>(List.of(program.toString(), "snapshot"));
        line.addAll(words);
        try {
            Process process = new ProcessBuilder(line).start();
            process.getOutputStream().close();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            String out = text(process.getInputStream());
            return new Finished(process.waitFor(), out, err.join());
        } catch (IOException e) {
            throw CliException.of(ExitStatus.UNAVAILABLE, "NO_SERVER_PROGRAM", program + " cannot be run: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted while " + program + " ran");
        }
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
