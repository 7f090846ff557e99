package io.holdfast.client.internal;

import io.holdfast.tls.MaterialFiles;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether this client's certificate files changed. New connections use what was found at once; open ones are left
 * for new ones, each at a random time within {@link #SPREAD} looks.
 *
 * <p>Files are read by {@code blocking}, everything else happens on the loop.
 */
final class Reload {
    /** After so many looks every connection is a new one. */
    static final int SPREAD = 6;

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final MaterialFiles files;
    private final long everyNanos;
    private final Loop loop;
    private final Executor blocking;
    private final Random random;
    private final Pipeline pipeline;
    private volatile boolean stopped;

    Reload(MaterialFiles files, Duration every, Loop loop, Executor blocking, Random random, Pipeline pipeline) {
        this.files = files;
        this.everyNanos = every.toNanos();
        this.loop = loop;
        this.blocking = blocking;
        this.random = random;
        this.pipeline = pipeline;
    }

    /** Begins to look. */
    void start() {
        later();
    }

    /** Any thread. */
    void stop() {
        stopped = true;
    }

    private void later() {
        if (!stopped) {
            try {
                loop.schedule(() -> blocking.execute(this::look), everyNanos);
            } catch (RejectedExecutionException e) {
                LOG.trace("the client has ended", e);
            }
        }
    }

    private void look() {
        if (stopped) {
            return;
        }
        try {
            MaterialFiles.Look found = files.look(Instant.now());
            if (found instanceof MaterialFiles.Look.Renewed renewed) {
                LOG.info(
                        "certificates changed client={} until={}",
                        renewed.after().principal(),
                        renewed.after().certificate().getNotAfter().toInstant());
                loop.execute(this::renewAll);
            } else if (found instanceof MaterialFiles.Look.Refused refused) {
                LOG.error(
                        "changed certificates not used, the old ones stay client={} why=\"{}\"",
                        files.live().principal(),
                        refused.why());
            }
        } finally {
            later();
        }
    }

    private void renewAll() {
        long changedAt = loop.nanoTime();
        for (Link link : pipeline.router().open()) {
            long later = (long) (random.nextDouble() * SPREAD * everyNanos);
            loop.schedule(
                    () -> {
                        // Otherwise the stream is a new one anyway.
                        if (!stopped && link.openedAt() - changedAt < 0) {
                            pipeline.leave(link, "the certificates of this client changed");
                        }
                    },
                    later);
        }
    }
}
