package io.holdfast.client.internal.election;

import io.holdfast.client.internal.ErrorSink;
import io.holdfast.client.internal.Loop;
import io.holdfast.client.internal.Pipeline;
import io.holdfast.client.internal.Topics;
import io.holdfast.model.Limits;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every observation of an election by this client. Safe for any thread. */
public final class Observations {
    private static final Logger LOG = LoggerFactory.getLogger(Observations.class);

    private final Pipeline pipeline;
    private final Topics topics;
    private final ErrorSink errors;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * No observations yet.
     *
     * @param pipeline carries their questions
     * @param topics tells when to ask
     * @param errors hears what observers throw
     */
    public Observations(Pipeline pipeline, Topics topics, ErrorSink errors) {
        this.pipeline = pipeline;
        this.topics = topics;
        this.errors = errors;
    }

    /**
     * Lets somebody observe an election.
     *
     * @param executor calls the observer
     * @return ends it, by any thread; null if this client has {@link Limits#MAX_TOPICS} observations already
     */
    public @Nullable Runnable observe(String name, ElectionObserver observer, Executor executor) {
        if (open.incrementAndGet() > Limits.MAX_TOPICS) {
            open.decrementAndGet();
            return null;
        }
        Observation observation = new Observation(this, name, observer, executor);
        onLoop(observation::begin);
        return observation::close;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    Loop loop() {
        return pipeline.loop();
    }

    Topics topics() {
        return topics;
    }

    ErrorSink errors() {
        return errors;
    }

    /** An observation came to its end. Once for each. */
    void closed() {
        open.decrementAndGet();
    }

    /** Runs something on the loop, unless that ended with the client: then nothing is observed any more. */
    void onLoop(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("after the end", e);
        }
    }
}
