package io.holdfast.server.gateway;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many leases the unanswered renewals of one stream may name: the leader takes up a bounded number of all streams, and
 * none of them may have it to itself. Taken by the stream's event loop, given back by whoever answers.
 */
final class RenewalCredit {
    /** A thirty-second of what the leader takes up. */
    static final int MAX_LEASES = 8_192;

    private final AtomicInteger unanswered = new AtomicInteger();

    /** Takes credit for a renewal of so many leases, if there is as much. */
    boolean take(int leases) {
        int weight = weight(leases);
        if (unanswered.addAndGet(weight) > MAX_LEASES) {
            unanswered.addAndGet(-weight);
            return false;
        }
        return true;
    }

    /**
     * The answer to a renewal that credit was taken for: gives it back.
     *
     * @param leases what the client asked for
     * @param answer hears of each of them; those that the leader was not asked about are not found
     */
    Answer<List<Renewal>> returning(List<LeaseName> leases, Answer<List<Renewal>> answer) {
        return new Answer<>() {
            @Override
            public void answered(List<Renewal> renewals) {
                unanswered.addAndGet(-weight(leases.size()));
                answer.answered(renewals.size() == leases.size() ? renewals : filledUp(leases, renewals));
            }

            @Override
            public void failed(Failure failure) {
                unanswered.addAndGet(-weight(leases.size()));
                answer.failed(failure);
            }

            @Override
            public void flush() {
                answer.flush();
            }
        };
    }

    /** Both are in the order asked. */
    private static List<Renewal> filledUp(List<LeaseName> leases, List<Renewal> renewals) {
        List<Renewal> all = new ArrayList<>(leases.size());
        int next = 0;
        for (LeaseName lease : leases) {
            boolean asked = next < renewals.size() && renewals.get(next).lease() == lease.lease();
            all.add(asked ? renewals.get(next) : Renewal.gone(lease));
            next += asked ? 1 : 0;
        }
        return all;
    }

    /** What a client hears that asks for more. */
    static Failure overdrawn() {
        return Failure.notApplied(
                Failure.Code.OVERLOADED,
                "unanswered renewals of this stream name more than " + MAX_LEASES + " leases; wait for results");
    }

    /** A renewal of nothing waits too. */
    private static int weight(int leases) {
        return Math.max(1, leases);
    }
}
