package io.holdfast.server.raft;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one last line and halts the virtual machine without running shutdown hooks: a graceful stop of a node whose disk
 * or state cannot be trusted could hang, or acknowledge something.
 *
 * <p>The line is worth a moment and no more: a log that blocks (a full pipe, a hanging disk) or throws does not keep the
 * process alive.
 */
public final class HaltingFailStop implements FailStop {
    /** The exit status of a fail-stop: EX_SOFTWARE of {@code sysexits.h}. */
    public static final int EXIT_STATUS = 70;

    private static final Logger LOG = LoggerFactory.getLogger(HaltingFailStop.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final AtomicBoolean failing = new AtomicBoolean();
    private final FailStop lastWords;
    private final Runnable halt;
    private final Duration patience;

    /** Logs to this class' logger and halts this virtual machine. */
    public HaltingFailStop() {
        this(HaltingFailStop::log, () -> Runtime.getRuntime().halt(EXIT_STATUS), PATIENCE);
    }

    /** With another way to log and to halt, for tests. */
    HaltingFailStop(FailStop lastWords, Runnable halt, Duration patience) {
        this.lastWords = lastWords;
        this.halt = halt;
        this.patience = patience;
    }

    @Override
    public void fail(String line, @Nullable Throwable cause) {
        try {
            if (failing.compareAndSet(false, true)) {
                haltWhenPatienceIsOver();
                lastWords.fail(line, cause);
            } else {
                // Somebody else's line is on its way out: halting at once would cut it off.
                awaitPatience();
            }
        } finally {
            halt.run();
        }
    }

    private void haltWhenPatienceIsOver() {
        Thread halting = new Thread(
                () -> {
                    awaitPatience();
                    halt.run();
                },
                "fail-stop");
        halting.setDaemon(true);
        halting.start();
    }

    private void awaitPatience() {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void log(String line, @Nullable Throwable cause) {
        if (cause != null) {
            LOG.error("fail-stop cause", cause);
        }
        LOG.error("FAIL-STOP exit={} {}", EXIT_STATUS, line);
    }
}
