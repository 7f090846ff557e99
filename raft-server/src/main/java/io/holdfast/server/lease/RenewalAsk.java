package io.holdfast.server.lease;

import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.ArrayList;
import java.util.List;

/** Leases to renew in one go: answered when each of them is settled. */
final class RenewalAsk extends Ask {
    private final List<Long> leases;
    private final long[] ttls;
    private final Answer<List<Renewal>> answer;
    private int open;

    RenewalAsk(List<Long> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        super(deadlineNanos);
        this.leases = leases;
        this.ttls = new long[leases.size()];
        this.open = leases.size();
        this.answer = answer;
    }

    int size() {
        return ttls.length;
    }

    long lease(int place) {
        return leases.get(place);
    }

    /** One lease was renewed, or is gone if {@code ttl} is 0. */
    void settle(int place, long ttl) {
        ttls[place] = ttl;
        open--;
    }

    /** Whether every lease is settled. */
    boolean isComplete() {
        return open == 0;
    }

    /** How many leases were renewed. */
    int renewed() {
        int renewed = 0;
        for (long ttl : ttls) {
            renewed += ttl > 0 ? 1 : 0;
        }
        return renewed;
    }

    @Override
    int weight() {
        return Math.max(1, ttls.length);
    }

    @Override
    boolean readsKeys() {
        return false;
    }

    @Override
    void answer() {
        List<Renewal> renewals = new ArrayList<>(ttls.length);
        for (int i = 0; i < ttls.length; i++) {
            renewals.add(new Renewal(leases.get(i), ttls[i]));
        }
        answer.answered(renewals);
    }

    @Override
    void fail(Failure failure) {
        answer.failed(failure);
    }

    @Override
    void flush() {
        answer.flush();
    }

    /**
     * One lease of one ask.
     *
     * @param ask the ask
     * @param place which of its leases
     */
    record Place(RenewalAsk ask, int place) {}
}
