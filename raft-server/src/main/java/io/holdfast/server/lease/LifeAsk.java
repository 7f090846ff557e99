package io.holdfast.server.lease;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;

/** Somebody wants to know what is left of a lease. */
final class LifeAsk extends Ask {
    private final long lease;
    private final boolean keys;
    private final LeaseSource source;
    private final Answer<LeaseLife> answer;
    private long ttl;
    private long remaining;

    LifeAsk(long lease, boolean keys, long deadlineNanos, LeaseSource source, Answer<LeaseLife> answer) {
        super(deadlineNanos);
        this.lease = lease;
        this.keys = keys;
        this.source = source;
        this.answer = answer;
    }

    long lease() {
        return lease;
    }

    /** What the leader sees; not called if there is no such lease. */
    void sees(long ttlMillis, long remainingMillis) {
        ttl = ttlMillis;
        remaining = remainingMillis;
    }

    @Override
    int weight() {
        return 1;
    }

    @Override
    boolean readsKeys() {
        return keys && ttl > 0;
    }

    /** Keys are read here, off the ticker thread: there may be many. */
    @Override
    void answer() {
        LeaseSource.Attached attached = source.attachedTo(lease, readsKeys() ? Limits.MAX_FRAME_BYTES : 0);
        if (readsKeys() && !attached.complete()) {
            answer.failed(Failure.notApplied(
                    Failure.Code.UNSUPPORTED,
                    "more keys are attached to lease " + lease + " than a frame of " + Limits.MAX_FRAME_BYTES
                            + " bytes carries; ask without the keys"));
            return;
        }
        answer.answered(new LeaseLife(attached.revision(), lease, ttl, remaining, attached.keys()));
    }

    @Override
    void fail(Failure failure) {
        answer.failed(failure);
    }

    @Override
    void flush() {
        answer.flush();
    }
}
