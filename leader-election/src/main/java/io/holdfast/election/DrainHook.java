package io.holdfast.election;

/** Runs on the runner's executor when it begins to step down, while it leads yet: to leave a load balancer, for instance. */
@FunctionalInterface
public interface DrainHook {
    /**
     * Makes ready for the hand-over, which waits for this and for the task, but not beyond the deadline. What it throws is
     * reported, and the hand-over goes on.
     *
     * @param leadership what it leads by yet
     * @param request why, and how long it may take
     */
    void drain(Leadership leadership, StopRequest request);
}
