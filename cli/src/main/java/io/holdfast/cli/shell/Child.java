package io.holdfast.cli.shell;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A program started for the user: it has this tool's standard input, output and error. Safe for any thread.
 */
public final class Child {
    private static final int COMMAND_NOT_FOUND = 127;

    private final Process process;
    private final AtomicReference<@Nullable CompletableFuture<Void>> ending = new AtomicReference<>();

    private Child(Process process) {
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param command the program and its arguments
     * @param variables what it finds in its environment besides this tool's own
     * @throws CliException status 127 if there is no such program, as a shell says it
     */
    public static Child start(List<String> command, Map<String, String> variables) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(variables);
        try {
            return new Child(builder.start());
        } catch (IOException e) {
            throw CliException.of(COMMAND_NOT_FOUND, "COMMAND_NOT_FOUND", String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Waits for its end, and for all of {@link #end} if that was begun.
     *
     * @return its exit status, or 128 and the signal that ended it
     */
    public int await() throws InterruptedException {
        int status = process.waitFor();
        CompletableFuture<Void> begun = ending.get();
        if (begun != null) {
            begun.join();
        }
        return status;
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Ends it and whatever it started: asks first (SIGTERM), and makes an end (SIGKILL) to what is left after a while. Returns
     * when that is done, whichever thread does it: it is done once. An interrupt shortens the while and stays set.
     */
    public void end(Duration patience) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = ending.compareAndExchange(null, mine);
        if (other != null) {
            other.join();
            return;
        }
        try {
            endFamily(patience);
        } finally {
            mine.complete(null);
        }
    }

    private void endFamily(Duration patience) {
        List<ProcessHandle> family = family();
        family.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] ends = family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What started meanwhile ends with the rest.
            family.addAll(family());
        }
        family.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    private List<ProcessHandle> family() {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        return family;
    }
}
