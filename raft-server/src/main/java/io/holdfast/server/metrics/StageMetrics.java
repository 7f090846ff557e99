package io.holdfast.server.metrics;

/**
 * How long the stages behind the log take: applying an entry, handing out its answers, telling watches. Recorded once an
 * entry, or sampled. Safe for any thread.
 */
public final class StageMetrics {
    private final Distribution applied;
    private final Distribution replied;
    private final Distribution pushed;

    StageMetrics(ServerMetrics all) {
        applied = all.distribution(
                "entry.applied.seconds",
                ServerMetrics.NANOS_AS_SECONDS,
                "Applying one log entry to the state and waking whoever waits for it");
        replied = all.distribution(
                "group.replied.seconds",
                ServerMetrics.NANOS_AS_SECONDS,
                "Handing out the answers of one log entry, once it was applied");
        pushed = all.distribution(
                "watch.pushed.seconds",
                ServerMetrics.NANOS_AS_SECONDS,
                "From applying a revision until its events were handed to a watch's connection; sampled");
    }

    /** One log entry was applied. */
    public void entryApplied(long nanos) {
        applied.update(nanos);
    }

    /** The answers of one log entry were handed out. */
    public void groupReplied(long nanos) {
        replied.update(nanos);
    }

    /** The events of a revision reached a connection so long after the revision was applied. */
    public void watchPushed(long nanos) {
        pushed.update(nanos);
    }
}
