package io.holdfast.it.example;

import io.holdfast.client.FencedException;
import io.holdfast.election.LeaderTask;
import io.holdfast.election.Leadership;
import io.holdfast.election.StopSignal;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What the active one of several workers does, and its standbys do not: it writes a row now and then, for as long as it
 * leads. To be run by a {@link io.holdfast.election.LeaderRunner}.
 */
final class JournalTask implements LeaderTask {
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final Journal journal;
    private final String worker;
    private final Moments moments;

    /** What others want to know of it; here, the test. */
    interface Moments {
        /** It saw at {@code nanos} that it leads, and is about to write. */
        void leads(Leadership leadership, long nanos) throws InterruptedException;

        /** The database refused what it wrote: another has written since. */
        void fenced(Leadership leadership);
    }

    JournalTask(Journal journal, String worker, Moments moments) {
        this.journal = journal;
        this.worker = worker;
        this.moments = moments;
    }

    @Override
    public void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        while (!stop.isRequested()) {
            long before = System.nanoTime();
            // The check spares what is in vain; that nothing is written too late, the fence sees to.
            if (leadership.isLeader()) {
                moments.leads(leadership, before);
                write(leadership);
            }
            stop.await(PAUSE);
        }
    }

    private void write(Leadership leadership) {
        try {
            journal.append(leadership.fence(), worker);
        } catch (FencedException e) {
            // Somebody leads who came later: that this one does not, it is told in a moment.
            moments.fenced(leadership);
        } catch (SQLException e) {
            // Without its database it had better not lead: the runner steps down, and holds it down for a while.
            throw new IllegalStateException("worker " + worker + " cannot write to the journal", e);
        }
    }
}
