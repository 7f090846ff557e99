package io.holdfast.election;

import io.holdfast.model.lock.LockEnd;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** A cluster, a clock, and candidates that stand before them. */
public final class Rehearsal {
    /** The cluster. */
    public final FakeCluster cluster = new FakeCluster();

    /** The clock. */
    public final SimulatedTime time = new SimulatedTime();

    /** A candidate of the election "e"; listeners run on the thread that brings the news. */
    public LeaderElectionBuilder candidate(String name) {
        return candidate(name, 1);
    }

    LeaderElectionBuilder candidate(String name, long seed) {
        return new LeaderElectionBuilder(cluster, cluster::open, "e", name)
                .executor(Runnable::run)
                .timing(time, new SplittableRandom(seed));
    }

    /** An observer of the election "e". */
    public ElectionObserver observer() {
        Executor here = Runnable::run;
        return new ElectionObserver(cluster, "e", Duration.ofSeconds(5), time, here);
    }

    /** An operator ends the tenure of whoever leads. */
    public void revoke() {
        cluster.endTenure(LockEnd.REVOKED);
    }
}
