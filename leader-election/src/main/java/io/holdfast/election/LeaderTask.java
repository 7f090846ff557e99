package io.holdfast.election;

/**
 * What a {@link LeaderRunner} does while it leads.
 *
 * <pre>{@code
 * LeaderTask bill = (leadership, stop) -> {
 *     while (!stop.isRequested()) {
 *         kv.put(key, nextInvoice(), PutOptions.DEFAULT.onlyIf(leadership.fence()));
 *         stop.await(Duration.ofSeconds(1));
 *     }
 * };
 * }</pre>
 */
@FunctionalInterface
public interface LeaderTask {
    /**
     * Works until told to stop, then finishes and returns. Runs on a thread of its own, {@code holdfast-leader-<election>},
     * which is interrupted when the deadline for stopping has passed; it is never run twice at once by one runner. Returning
     * or throwing without having been told to stop makes the runner step down, with a hold-down.
     *
     * @param leadership what it leads by
     * @param stop when to stop, and why
     * @throws InterruptedException if it was interrupted while it waited
     */
    void lead(Leadership leadership, StopSignal stop) throws InterruptedException;
}
