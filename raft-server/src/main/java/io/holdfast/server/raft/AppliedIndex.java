package io.holdfast.server.raft;

/**
 * How far this node has applied the log, and who wants to hear of it. {@link #advance} belongs to the apply thread; the
 * rest is safe for any thread.
 */
final class AppliedIndex {
    private volatile long applied = -1;
    private volatile Runnable listener = () -> {};

    /** The newest index applied, -1 for none. */
    long get() {
        return applied;
    }

    /**
     * Calls {@code action}, in place of an earlier one, on the apply thread after every advance: it must be quick and
     * must only hand work on. What it reads of the state is at least as new as the index.
     */
    void onAdvance(Runnable action) {
        listener = action;
    }

    /** Everything up to {@code index} is applied and published. */
    void advance(long index) {
        applied = index;
        listener.run();
    }
}
