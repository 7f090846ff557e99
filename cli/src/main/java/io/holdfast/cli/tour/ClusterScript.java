package io.holdfast.cli.tour;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code scripts/cluster}, through which the tour kills and restarts nodes.
 *
 * @param program the script
 * @param folder its {@code --dir}
 */
record ClusterScript(Path program, Path folder) {
    /** Ends a node with SIGKILL. */
    void kill(String node) throws StepFailedException, InterruptedException {
        run("kill", node, "-9");
    }

    /** Starts it again; returns when it is ready. */
    void restart(String node) throws StepFailedException, InterruptedException {
        run("restart", node);
    }

    private void run(String... arguments) throws StepFailedException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--dir", folder.toString()));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new StepFailedException(String.join(" ", command) + " failed: " + said.strip());
            }
        } catch (IOException e) {
            throw new StepFailedException(String.join(" ", command) + " cannot be run: " + e.getMessage());
        }
    }
}
