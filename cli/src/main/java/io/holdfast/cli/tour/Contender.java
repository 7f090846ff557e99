package io.holdfast.cli.tour;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Another process that holds a lock ({@link HolderCommand}) or stands for election ({@link CandidateCommand}), and that can be
 * paused and killed. Confined to the tour's thread.
 */
final class Contender implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Process process;
    private final BufferedReader said;

    private Contender(Process process) {
        this.process = process;
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts it. */
    static Contender start(Path tool, String... words) throws StepFailedException {
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        try {
            return new Contender(builder.redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new StepFailedException(tool + " cannot be run: " + e.getMessage());
        }
    }

    /** Says something to it: its command knows what an empty line, or any line, asks for. */
    void ask() throws StepFailedException {
        try {
            OutputStream in = process.getOutputStream();
            in.write('\n');
            in.flush();
        } catch (IOException e) {
            throw new StepFailedException("the other process cannot be asked: " + e.getMessage());
        }
    }

    /** What follows {@code word} in its next line. */
    String heard(String word) throws StepFailedException, InterruptedException {
        String line;
        try {
            line = CompletableFuture.supplyAsync(this::line).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new StepFailedException("the other process cannot be heard: " + e.getCause());
        } catch (TimeoutException e) {
            throw new StepFailedException(
                    "the other process did not say '" + word + " …' within " + LIMIT.toSeconds() + " s");
        }
        if (line == null || !line.startsWith(word)) {
            throw new StepFailedException("the other process should have said '" + word + " …', but said: " + line);
        }
        return line.substring(word.length()).strip();
    }

    private @Nullable String line() {
        try {
            return said.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops its clock, as a long garbage collection or a suspended machine does. */
    void pause() throws StepFailedException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on. */
    void resume() throws StepFailedException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws StepFailedException, InterruptedException {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new StepFailedException("kill " + signal + " of the other process failed");
            }
        } catch (IOException e) {
            throw new StepFailedException("kill cannot be run: " + e.getMessage());
        }
    }

    /** Ends it at once, as a crash does (SIGKILL). */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
