package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Leadership barriers of one term: one under way at a time, shared by everything that was taken up before it began.
 * Confined to the ticker thread, but for the verdict.
 */
final class Rounds {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Barrier barrier;
    private List<Ask> gathered = new ArrayList<>();
    private @Nullable Round current;
    private long lastBegun;

    Rounds(Barrier barrier, long nowNanos) {
        this.barrier = barrier;
        this.lastBegun = nowNanos - Tenure.IDLE_BARRIER_NANOS;
    }

    void add(Ask ask) {
        gathered.add(ask);
    }

    /** Begins a barrier if none is under way and somebody waits, or the last one is old and there is something to guard. */
    void begin(long nowNanos, boolean guarding) {
        boolean wanted = !gathered.isEmpty() || (guarding && nowNanos - lastBegun >= Tenure.IDLE_BARRIER_NANOS);
        if (current != null || !wanted) {
            return;
        }
        Round next = new Round(gathered, nowNanos);
        gathered = new ArrayList<>();
        current = next;
        lastBegun = nowNanos;
        barrier.begin(nowNanos + PATIENCE_NANOS, next);
    }

    /** The round that has its verdict, once; its asks are gathered again if it failed. */
    @Nullable
    Round takePassed() {
        Round done = current;
        if (done == null || done.verdict == Verdict.OPEN) {
            return null;
        }
        current = null;
        if (done.verdict == Verdict.PASSED) {
            return done;
        }
        List<Ask> again = new ArrayList<>(done.asks);
        again.addAll(gathered);
        gathered = again;
        return null;
    }

    private enum Verdict {
        OPEN,
        PASSED,
        FAILED
    }

    /** Asks that share a barrier. */
    static final class Round implements Barrier.Listener {
        private final List<Ask> asks;
        private final long begun;
        private volatile Verdict verdict = Verdict.OPEN;

        private Round(List<Ask> asks, long begun) {
            this.asks = asks;
            this.begun = begun;
        }

        List<Ask> asks() {
            return asks;
        }

        /** {@link System#nanoTime} before the barrier began. */
        long begunNanos() {
            return begun;
        }

        @Override
        public void passed() {
            verdict = Verdict.PASSED;
        }

        @Override
        public void failed(Failure failure) {
            verdict = Verdict.FAILED;
        }
    }
}
