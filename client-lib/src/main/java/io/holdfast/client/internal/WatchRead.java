package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A read the watches need for themselves; its answer comes back to the loop, null for none. */
final class WatchRead extends Call {
    private static final Logger LOG = LoggerFactory.getLogger(WatchRead.class);

    private final Loop loop;
    private final Consumer<@Nullable Outcome> answer;

    WatchRead(Payload.Read payload, long deadlineNanos, Loop loop, Consumer<@Nullable Outcome> answer) {
        super(payload, deadlineNanos);
        this.loop = loop;
        this.answer = answer;
    }

    @Override
    protected void answered(Result result) {
        back(result instanceof Result.Answered answered ? answered.outcome() : null);
    }

    @Override
    protected void failed(CallFailure failure) {
        LOG.debug("a read for watches failed why={}", failure.message());
        back(null);
    }

    private void back(@Nullable Outcome outcome) {
        try {
            loop.execute(() -> answer.accept(outcome));
        } catch (RejectedExecutionException e) {
            LOG.trace("after the end", e);
        }
    }
}
