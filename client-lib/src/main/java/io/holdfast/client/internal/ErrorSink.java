package io.holdfast.client.internal;

import org.slf4j.LoggerFactory;

/** Hears what callers' listeners throw, so that nothing is swallowed. Any thread. */
@FunctionalInterface
public interface ErrorSink {
    /** Writes it to the log. */
    ErrorSink LOGGED =
            (listener, thrown) -> LoggerFactory.getLogger(ErrorSink.class).error("{} failed", listener, thrown);

    /** A listener, named for people, threw. */
    void failed(String listener, Throwable thrown);

    /** This one, for callers that must go on: what it throws itself is logged. */
    default ErrorSink guarded() {
        return (listener, thrown) -> {
            try {
                failed(listener, thrown);
            } catch (RuntimeException | Error e) {
                // Whoever reports would stop with it, and both failures would be lost.
                if (e != thrown) {
                    e.addSuppressed(thrown);
                }
                LOGGED.failed("the listener for listeners' errors", e);
            }
        };
    }
}
