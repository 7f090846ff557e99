package io.holdfast.server.raft;

import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.LeaseService.Answer;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody's question about leases, which hears one answer however often and of whomever it is asked. Safe for any
 * thread.
 */
abstract sealed class LeaseQuestion {
    private final long deadlineNanos;
    private final Answer<?> answer;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private LeaseQuestion(long deadlineNanos, Answer<?> answer) {
        this.deadlineNanos = deadlineNanos;
        this.answer = answer;
    }

    /** The question as it is sent. */
    abstract Request request(long id, int timeoutMillis);

    /** Asks a service that answers here, in the place of all that was asked before. */
    abstract void ask(LeaseService own);

    /** Leaves the answer to somebody else; whether there was none yet. */
    boolean give() {
        return open.compareAndSet(true, false);
    }

    /** How many leases it is about. */
    abstract int leases();

    /** Whether the answer may be as large as a frame. */
    abstract boolean readsKeys();

    abstract void deliver(Result result);

    long deadlineNanos() {
        return deadlineNanos;
    }

    boolean isOpen() {
        return open.get();
    }

    /** Hands an answer on; whether it is the first. {@link #flush} follows then. */
    boolean hear(Result result) {
        boolean first = open.compareAndSet(true, false);
        if (first) {
            deliver(result);
        }
        return first;
    }

    /** The group of answers that this one's belonged to is complete. */
    void flush() {
        answer.flush();
    }

    /** Ends it without an answer, unless it has one. */
    boolean fail(Failure failure) {
        boolean first = hear(new Result.Failed(0, failure));
        if (first) {
            flush();
        }
        return first;
    }

    private static Failure failureOf(Result result) {
        return result instanceof Result.Failed failed
                ? failed.failure()
                : Failure.unknown(Failure.Code.INTERNAL, "the leader answered a question about leases with " + result);
    }

    /** Leases to renew. */
    static final class Renewing extends LeaseQuestion {
        private final List<LeaseName> leases;
        private final Answer<List<Renewal>> answer;

        Renewing(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
            super(deadlineNanos, answer);
            this.leases = List.copyOf(leases);
            this.answer = answer;
        }

        @Override
        Request request(long id, int timeoutMillis) {
            return new Request.Renew(id, timeoutMillis, leases);
        }

        @Override
        void ask(LeaseService own) {
            own.renew(leases, deadlineNanos(), answer);
        }

        @Override
        int leases() {
            return leases.size();
        }

        @Override
        boolean readsKeys() {
            return false;
        }

        @Override
        void deliver(Result result) {
            if (result instanceof Result.Renewed renewed && renewed.renewals().size() == leases.size()) {
                answer.answered(renewed.renewals());
            } else {
                answer.failed(failureOf(result));
            }
        }
    }

    /** What is left of a lease. */
    static final class Living extends LeaseQuestion {
        private final long lease;
        private final boolean keys;
        private final Answer<LeaseLife> answer;

        Living(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
            super(deadlineNanos, answer);
            this.lease = lease;
            this.keys = keys;
            this.answer = answer;
        }

        @Override
        Request request(long id, int timeoutMillis) {
            return new Request.TimeToLive(id, timeoutMillis, lease, keys);
        }

        @Override
        void ask(LeaseService own) {
            own.timeToLive(lease, keys, deadlineNanos(), answer);
        }

        @Override
        int leases() {
            return 1;
        }

        @Override
        boolean readsKeys() {
            return keys;
        }

        @Override
        void deliver(Result result) {
            if (result instanceof Result.Lives lives) {
                answer.answered(lives.life());
            } else {
                answer.failed(failureOf(result));
            }
        }
    }
}
