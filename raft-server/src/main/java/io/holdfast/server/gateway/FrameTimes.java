package io.holdfast.server.gateway;

import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.metrics.RequestKind;
import io.holdfast.server.metrics.RequestMetrics;
import io.holdfast.server.trace.SlowRequest;
import io.holdfast.server.trace.SlowRequests;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.EnumMap;
import java.util.Map;

/**
 * How long the operations took whose results stand in the frame that is being made: of each kind the slowest is recorded,
 * so that an operation costs a subtraction and a comparison. Those over the threshold are noted one by one.
 *
 * <p>Confined to whoever is the sender of the stream.
 */
final class FrameTimes {
    private static final long NONE = -1;

    private final RequestMetrics metrics;
    private final SlowRequests slow;
    private final SlowRequest.Caller caller;
    private final Map<RequestKind, Longest> longest = new EnumMap<>(RequestKind.class);

    FrameTimes(RequestMetrics metrics, SlowRequests slow, SlowRequest.Caller caller) {
        this.metrics = metrics;
        this.slow = slow;
        this.caller = caller;
    }

    /**
     * The result of an operation goes into the frame.
     *
     * @param nowNanos when
     * @param stalledNanos since when the client takes no answers, 0 if it does
     */
    void sent(OpenOperation operation, long nowNanos, long stalledNanos) {
        RequestKind kind = kindOf(operation.request());
        long took = nowNanos - operation.arrivedNanos();
        Longest times = longest.computeIfAbsent(kind, any -> new Longest());
        times.answered = Math.max(times.answered, took);
        long begun = operation.begunNanos();
        if (begun != 0) {
            times.waited = Math.max(times.waited, begun - operation.arrivedNanos());
        }
        if (slow.isSlow(took)) {
            metrics.slow();
            // Without a moment of its own it was answered before the client ceased to take answers, or just now.
            long answered = operation.answeredNanos() != 0
                    ? operation.answeredNanos()
                    : stalledNanos != 0 ? Math.max(stalledNanos, operation.arrivedNanos()) : nowNanos;
            slow.note(new SlowRequest(
                    kind,
                    operation.request(),
                    caller,
                    operation.arrivedNanos(),
                    begun == 0 ? null : begun,
                    answered,
                    nowNanos,
                    operation.result() instanceof Result.Failed failed
                            ? failed.failure().code()
                            : null));
        }
    }

    /** The frame is complete. */
    void record() {
        longest.forEach((kind, times) -> {
            if (times.answered != NONE) {
                metrics.answered(kind, times.answered);
            }
            if (times.waited != NONE) {
                metrics.waited(kind, times.waited);
            }
            times.answered = NONE;
            times.waited = NONE;
        });
    }

    /** Of one kind, in the frame that is being made; {@link #NONE} if there is none. */
    private static final class Longest {
        private long answered = NONE;
        private long waited = NONE;
    }

    private static RequestKind kindOf(Request request) {
        if (request instanceof Request.Write || request instanceof Request.WriteOnce) {
            return RequestKind.WRITE;
        }
        if (request instanceof Request.Read read) {
            return read.level().kind() == ReadLevel.Kind.LINEARIZABLE
                    ? RequestKind.LINEARIZABLE_READ
                    : RequestKind.OTHER_READ;
        }
        return request instanceof Request.Renew || request instanceof Request.TimeToLive
                ? RequestKind.RENEW
                : RequestKind.OTHER;
    }
}
