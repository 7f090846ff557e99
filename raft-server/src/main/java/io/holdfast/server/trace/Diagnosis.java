package io.holdfast.server.trace;

import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.metrics.RequestKind;
import io.holdfast.server.trace.Waits.Cause;
import io.holdfast.wire.Request;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the time of a slow request went.
 *
 * @param stage one word: {@code queue}, {@code log}, {@code barrier}, {@code revision}, {@code thread}, {@code query},
 *     {@code sending}, {@code other}, or one of {@link Waits.Cause}
 * @param meaning the stage in plain language, and where to look
 * @param parts how long each part took, {@code queue=3ms log=1200ms sending=0ms}
 */
record Diagnosis(String stage, String meaning, String parts) {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Of a request.
     *
     * @param waits what the log of this node waited for while the request was here
     */
    static Diagnosis of(SlowRequest request, WaitHistory waits) {
        Long begun = request.begunNanos();
        long until = begun == null ? request.answeredNanos() : begun;
        long waiting = until - request.arrivedNanos();
        long working = request.answeredNanos() - until;
        long sending = request.sentNanos() - request.answeredNanos();
        Waits during = waits.between(request.arrivedNanos(), request.sentNanos());
        boolean write = request.kind() == RequestKind.WRITE;
        String parts = (write ? "queue=" : "wait=") + millis(waiting) + (write ? " log=" : " query=") + millis(working)
                + " sending=" + millis(sending) + (during.toString().isEmpty() ? "" : " " + during);
        if (during.of(Cause.PAUSE) * 2 >= request.totalNanos()) {
            return of(Cause.PAUSE, parts);
        }
        if (sending >= waiting && sending >= working) {
            return new Diagnosis(
                    "sending",
                    "the client did not take its answers: look at the client and at the network to it",
                    parts);
        }
        if (write) {
            return write(waiting, working, during, parts);
        }
        return working > waiting
                ? new Diagnosis("query", "the query itself took long: ask for smaller pages", parts)
                : waiting(request, waiting, during, parts);
    }

    private static Diagnosis write(long waiting, long working, Waits during, String parts) {
        // Commands queue because the entries before them take long, so what those waited for is the cause of both.
        Optional<Cause> cause = during.longest((waiting + working) / 4);
        if (working >= waiting) {
            return cause.map(known -> of(known, parts))
                    .orElseGet(() -> new Diagnosis(
                            "log", "it was in the log, and no stage of it stood out while it was there", parts));
        }
        String why = cause.map(known -> "; meanwhile " + known.meaning()).orElse("");
        return new Diagnosis("queue", "it waited behind other commands for a place in a log entry" + why, parts);
    }

    private static Diagnosis waiting(SlowRequest request, long waiting, Waits during, String parts) {
        if (during.of(Cause.APPLY) * 2 >= waiting) {
            return of(Cause.APPLY, parts);
        }
        if (request.kind() == RequestKind.RENEW) {
            return new Diagnosis(
                    "barrier", "the leader waited for a quorum to confirm that it leads, or does not lead", parts);
        }
        if (!(request.request() instanceof Request.Read read)) {
            return new Diagnosis("other", "it is no read and no write; nothing is known of its stages", parts);
        }
        ReadLevel.Kind level = read.level().kind();
        return switch (level) {
            case LINEARIZABLE, BOUNDED ->
                new Diagnosis(
                        "barrier",
                        "no quorum confirmed in time who leads: look at the other nodes and at the network to them",
                        parts);
            case AT_LEAST ->
                new Diagnosis(
                        "revision",
                        "this node did not have revision " + read.level().bound()
                                + " yet: it is behind, or nobody has written that far",
                        parts);
            case LOCAL -> new Diagnosis("thread", "the threads that run queries were busy with other reads", parts);
        };
    }

    private static Diagnosis of(Cause cause, String parts) {
        return new Diagnosis(cause.word(), cause.meaning(), parts);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.0fms", nanos / NANOS_PER_MILLI);
    }
}
