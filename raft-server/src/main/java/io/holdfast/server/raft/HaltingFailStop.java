package io.holdfast.server.raft;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one last line and halts the virtual machine without running shutdown hooks: a graceful stop of a node whose disk
 * or state cannot be trusted could hang, or acknowledge something.
 */
public final class HaltingFailStop implements FailStop {
    /** The exit status of a fail-stop: EX_SOFTWARE of {@code sysexits.h}. */
    public static final int EXIT_STATUS = 70;

    private static final Logger LOG = LoggerFactory.getLogger(HaltingFailStop.class);

    private final AtomicBoolean failing = new AtomicBoolean();

    @Override
    public void fail(String line, @Nullable Throwable cause) {
        if (failing.compareAndSet(false, true)) {
            if (cause != null) {
                LOG.error("fail-stop cause", cause);
            }
            LOG.error("FAIL-STOP exit={} {}", EXIT_STATUS, line);
        }
        Runtime.getRuntime().halt(EXIT_STATUS);
    }
}
