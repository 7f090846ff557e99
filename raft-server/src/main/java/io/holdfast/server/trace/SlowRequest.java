package io.holdfast.server.trace;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.metrics.RequestKind;
import io.holdfast.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request that took long, with its moments on {@link System#nanoTime}.
 *
 * @param kind what it asked for, roughly
 * @param request what it asked for
 * @param caller who asked
 * @param arrivedNanos when its frame was read
 * @param begunNanos when it went into a log entry or its query began to run; null if it never did, or nobody knows
 * @param answeredNanos when it was answered
 * @param sentNanos when the answer was handed to the connection
 * @param failure how it failed; null if it did not
 */
public record SlowRequest(
        RequestKind kind,
        Request request,
        Caller caller,
        long arrivedNanos,
        @Nullable Long begunNanos,
        long answeredNanos,
        long sentNanos,
        Failure.@Nullable Code failure) {
    /**
     * Who asked.
     *
     * @param principal by its certificate
     * @param address {@code host:port}
     */
    public record Caller(String principal, String address) {}

    /** From arrival until the answer was on its way. */
    public long totalNanos() {
        return sentNanos - arrivedNanos;
    }
}
