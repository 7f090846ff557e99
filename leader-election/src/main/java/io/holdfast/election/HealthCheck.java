package io.holdfast.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * One check of a candidate's own health. A {@link LeaderRunner} begins one at a time, on its executor, and counts an answer
 * that is late, a future that fails and a throw as bad health; it cancels the future of a late one.
 */
@FunctionalInterface
public interface HealthCheck {
    /** Begins a check. Should not block; if it does, it holds up the executor it is called on, and counts as late. */
    CompletableFuture<Health> check();

    /**
     * A check that may block: each runs on a daemon thread of its own, {@code holdfast-health}, so that one that hangs holds
     * up nothing else. It is interrupted when it is late, and no second one is begun beside it.
     */
    static HealthCheck of(Supplier<Health> supplier) {
        return () -> OwnThread.call("holdfast-health", supplier);
    }

    /**
     * Whether a TCP connection to somebody can be made. Costs a thread for as long as that takes.
     *
     * @param timeout for the connection
     */
    static HealthCheck tcp(String host, int port, Duration timeout) {
        return new TcpHealthCheck(host, port, timeout);
    }
}
