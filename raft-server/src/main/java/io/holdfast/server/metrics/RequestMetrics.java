package io.holdfast.server.metrics;

import com.codahale.metrics.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * How long requests of clients take at this node, and why some are refused. Recorded once a frame, of the slowest request
 * of each kind in it: the tail is what an operator looks for, and a histogram costs too much for every operation.
 *
 * <p>Safe for any thread.
 */
public final class RequestMetrics {
    private final Map<RequestKind, Distribution> answered = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, Distribution> waited = new EnumMap<>(RequestKind.class);
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Counter slow;

    RequestMetrics(ServerMetrics all) {
        for (RequestKind kind : RequestKind.values()) {
            String label = "[kind=" + kind.word() + "]";
            answered.put(
                    kind,
                    all.distribution(
                            "request.answered.seconds" + label,
                            ServerMetrics.NANOS_AS_SECONDS,
                            "From a request's arrival until its answer was handed to the connection; the slowest of its"
                                    + " kind in each frame"));
            waited.put(
                    kind,
                    all.distribution(
                            "request.waited.seconds" + label,
                            ServerMetrics.NANOS_AS_SECONDS,
                            "From a request's arrival until it went into a log entry, or its query began to run; the"
                                    + " longest of its kind in each frame"));
        }
        for (Refusal cause : Refusal.values()) {
            refused.put(
                    cause,
                    all.counter(
                            "requests.refused.total[cause=" + cause.name().toLowerCase(Locale.ROOT) + "]",
                            "Operations answered OVERLOADED, by what was full"));
        }
        slow = all.counter("requests.slow.total", "Requests over slow-request.threshold");
    }

    /** What was full when an operation was refused. */
    public enum Refusal {
        /** The stream's credit or bytes. */
        STREAM,
        /** What one client identity may have open. */
        PRINCIPAL,
        /** The room for answers that slow clients have not taken. */
        UNTAKEN,
        /** The renewals one stream may have waiting. */
        RENEWALS,
        /** A queue of the core: commands, reads or renewals. */
        QUEUE
    }

    /** The slowest request of a kind in one frame took so long. */
    public void answered(RequestKind kind, long nanos) {
        update(answered, kind, nanos);
    }

    /** The request of a kind that waited longest in one frame waited so long. */
    public void waited(RequestKind kind, long nanos) {
        update(waited, kind, nanos);
    }

    /** An operation was refused because something was full. */
    public void refused(Refusal cause) {
        Counter counter = refused.get(cause);
        if (counter != null) {
            counter.inc();
        }
    }

    /** A request took longer than the threshold. */
    public void slow() {
        slow.inc();
    }

    private static void update(Map<RequestKind, Distribution> all, RequestKind kind, long nanos) {
        Distribution one = all.get(kind);
        if (one != null) {
            one.update(nanos);
        }
    }
}
