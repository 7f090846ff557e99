package io.holdfast.cli.election;

import io.holdfast.cli.shell.Child;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.Goodbye;
import io.holdfast.election.LeaderRunner;
import io.holdfast.election.LeaderTask;
import io.holdfast.election.Leadership;
import io.holdfast.election.StopRequest;
import io.holdfast.election.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** A command that runs while this process leads, and not longer. {@link #lead} is for one thread at a time. */
final class LedCommand implements LeaderTask {
    private final List<String> command;
    private final boolean once;
    private final Duration stopping;
    /** The command's exit status when it ended by itself, or why there is none. */
    private final CompletableFuture<Integer> finished = new CompletableFuture<>();

    /**
     * A command.
     *
     * @param once whether a lost leadership is the end
     * @param stopping how long the command may take to end by itself once it is asked to
     */
    LedCommand(List<String> command, boolean once, Duration stopping) {
        this.command = command;
        this.once = once;
        this.stopping = stopping;
    }

    /**
     * Stands, until the command has ended by itself.
     *
     * @return its exit status
     */
    int run(Supplier<LeaderRunner> start) throws InterruptedException {
        LeaderRunner runner = start.get();
        // Told to end: the command first, then the leadership, so that who is next need not wait for the time to live.
        Goodbye goodbye = Goodbye.saying(runner::close);
        try {
            return finished.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CliException told) {
                throw told;
            }
            throw new IllegalStateException("the command could not be run", e.getCause());
        } finally {
            goodbye.close();
            runner.close();
        }
    }

    @Override
    public void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        Child child;
        try {
            child = Child.start(
                    command,
                    Map.of(
                            "HOLDFAST_FENCING_TOKEN", Long.toString(leadership.token()),
                            "HOLDFAST_ELECTION", leadership.election()));
        } catch (CliException e) {
            finished.completeExceptionally(e);
            return;
        }
        // Not on the runner's executor, which has leaderships to watch.
        stop.whenRequested().thenAcceptAsync(request -> child.end(stopping), LedCommand::onThread);
        int status;
        try {
            status = child.await();
        } finally {
            if (child.isAlive()) {
                child.end(stopping);
            }
        }
        StopRequest request = stop.request().orElse(null);
        if (request == null) {
            finished.complete(status);
        } else if (once && request.reason() == StopRequest.Reason.LOST) {
            finished.completeExceptionally(
                    CampaignCommand.lost(leadership.election(), leadership.token(), request.message()));
        }
    }

    private static void onThread(Runnable task) {
        new Thread(task, "holdfast-stop").start();
    }
}
