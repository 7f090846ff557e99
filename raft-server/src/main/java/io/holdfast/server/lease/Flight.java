package io.holdfast.server.lease;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.server.port.Completion;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A command about leases on its way through the log. Its fate is written by whatever thread brings it, which then hands
 * this over to the ticker thread through the queue of those that have landed.
 */
abstract sealed class Flight implements Completion {
    private final Queue<Flight> landed;
    private @Nullable Outcome outcome;
    private @Nullable Failure failure;

    private Flight(Queue<Flight> landed) {
        this.landed = landed;
    }

    @Override
    public void answered(Outcome answer) {
        outcome = answer;
        landed.add(this);
    }

    @Override
    public void failed(Failure reason) {
        failure = reason;
        landed.add(this);
    }

    /** What it did; null if nobody knows or it did not arrive. */
    @Nullable
    Outcome outcome() {
        return outcome;
    }

    /** Whether it may or may not be in the log. */
    boolean isUnknown() {
        return failure != null && failure.certainty() == Failure.Certainty.UNKNOWN;
    }

    /** The end of one lease. */
    static final class Expiry extends Flight {
        final Lifetime lifetime;
        private final boolean again;

        /**
         * @param again whether an earlier one is in doubt
         */
        Expiry(Lifetime lifetime, boolean again, Queue<Flight> landed) {
            super(landed);
            this.lifetime = lifetime;
            this.again = again;
        }

        /** Whether this one, or one before it, may or may not be in the log. */
        boolean isInDoubt() {
            return again || isUnknown();
        }

        /** Whether the lease is gone now, by this or before it. */
        boolean foundGone() {
            Outcome outcome = outcome();
            return outcome instanceof Outcome.LeaseEnded
                    || (outcome instanceof Outcome.Rejection rejection
                            && (rejection.reason() == Reason.LEASE_NOT_FOUND
                                    || rejection.reason() == Reason.STALE_EPOCH));
        }
    }

    /** New bounds of several leases. */
    static final class Bounding extends Flight {
        final List<Lifetime> lifetimes;
        final long[] bounds;
        final boolean raising;

        Bounding(List<Lifetime> lifetimes, long[] bounds, boolean raising, Queue<Flight> landed) {
            super(landed);
            this.lifetimes = lifetimes;
            this.bounds = bounds;
            this.raising = raising;
        }
    }
}
