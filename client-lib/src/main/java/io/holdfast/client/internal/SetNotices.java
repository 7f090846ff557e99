package io.holdfast.client.internal;

import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells callers, on their executor, that a config set may have changed. Safe for any thread. */
public final class SetNotices {
    private static final Logger LOG = LoggerFactory.getLogger(SetNotices.class);

    private final Loop loop;
    private final Topics topics;
    private final Executor callbacks;
    private final ErrorSink errors;

    /**
     * Observes nothing yet.
     *
     * @param callbacks where listeners are called
     * @param errors hears what they throw
     */
    public SetNotices(Pipeline pipeline, Topics topics, Executor callbacks, ErrorSink errors) {
        this.loop = pipeline.loop();
        this.topics = topics;
        this.callbacks = callbacks;
        this.errors = errors;
    }

    /**
     * Lets somebody hear of a set: once a node tells this client of it, whenever it changed, and after each broken connection.
     *
     * @return ends it
     */
    public Runnable observe(String set, Runnable changed) {
        Observation observation = new Observation(set, changed);
        onLoop(observation::begin);
        return () -> {
            observation.closed = true;
            onLoop(observation::end);
        };
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("after the end", e);
        }
    }

    /** One listener. Notices that come before it was called are one. */
    private final class Observation {
        private final String set;
        private final Runnable changed;
        private final SerialExecutor executor = new SerialExecutor(callbacks);
        private final AtomicBoolean due = new AtomicBoolean();
        private volatile boolean closed;

        /** Takes the topic away; null before there is one. Confined to the loop. */
        private @Nullable Runnable unsubscribe;

        Observation(String set, Runnable changed) {
            this.set = set;
            this.changed = changed;
        }

        void begin() {
            if (!closed) {
                unsubscribe = topics.subscribe(new Topic(TopicKind.CONFIG, set), this::noticed);
            }
        }

        void end() {
            Runnable known = unsubscribe;
            unsubscribe = null;
            if (known != null) {
                known.run();
            }
        }

        private void noticed() {
            if (due.compareAndSet(false, true)) {
                executor.execute(this::tell);
            }
        }

        private void tell() {
            // First: what changes from here on is told again.
            due.set(false);
            if (!closed) {
                try {
                    changed.run();
                } catch (Throwable thrown) {
                    errors.failed("a listener of the config set " + set, thrown);
                }
            }
        }
    }
}
