package io.holdfast.cli.lock;

import io.holdfast.cli.shell.Child;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Goodbye;
import io.holdfast.client.LockHandle;
import io.holdfast.client.LockLoss;
import io.holdfast.client.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs while a lock is held, and not longer: it is ended when the lock is lost, and when this process is told
 * to end. Confined to one thread, but for those ends.
 */
final class Held {
    private static final Duration RELEASE = Duration.ofSeconds(3);

    private final LockHandle handle;
    private final Duration grace;

    /** Guarded by this, as is {@link #leaving}. */
    private @Nullable Child running;

    private boolean leaving;

    /**
     * A lock and how to end what runs under it.
     *
     * @param grace how long the command may take to end by itself once it is asked to
     */
    Held(LockHandle handle, Duration grace) {
        this.handle = handle;
        this.grace = grace;
    }

    /**
     * Runs the command to its end and gives the lock back.
     *
     * @return the command's exit status
     * @throws CliException with {@link ExitStatus#LOCK_LOST} if the lock was lost before the command ended
     */
    int run(List<String> command) throws InterruptedException {
        Goodbye goodbye = Goodbye.saying(this::leave);
        try {
            Child child = start(command);
            Registration ending = handle.onLost(loss -> child.end(grace));
            try {
                int status = child.await();
                LockLoss loss = handle.loss().orElse(null);
                if (loss != null) {
                    throw lost(loss);
                }
                release();
                return status;
            } finally {
                ending.close();
                if (child.isAlive()) {
                    child.end(grace);
                }
            }
        } finally {
            goodbye.close();
        }
    }

    /** Starts the command, unless this process is told to end meanwhile. */
    private synchronized Child start(List<String> command) {
        if (leaving) {
            throw CliException.unavailable("INTERRUPTED", "this process was told to end");
        }
        Child child = Child.start(
                command,
                Map.of(
                        "HOLDFAST_FENCING_TOKEN", Long.toString(handle.token()),
                        "HOLDFAST_LOCK_NAME", handle.name()));
        running = child;
        return child;
    }

    private CliException lost(LockLoss loss) {
        return CliException.of(
                ExitStatus.LOCK_LOST,
                "LOCK_LOST",
                "lock '" + handle.name() + "' (token " + handle.token() + ") was lost: " + loss.end() + ", "
                        + loss.message() + "; the command was ended");
    }

    /** This process is told to end: the command first, then the lock. */
    private void leave() {
        Child child = left();
        if (child != null) {
            child.end(grace);
        }
        release();
    }

    private synchronized @Nullable Child left() {
        leaving = true;
        return running;
    }

    /** Waits for the answer, so that who comes next finds the lock free. Without one the session's end frees it. */
    private void release() {
        CompletableFuture<Void> released = handle.releaseAsync();
        try {
            released.get(RELEASE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The command is done and its status counts: the cluster frees the lock with the session.
            released.cancel(false);
        }
    }
}
