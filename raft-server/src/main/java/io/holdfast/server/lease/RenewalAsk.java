package io.holdfast.server.lease;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.LeaseService.Answer;
import java.util.List;

/** Leases to renew in one go: answered when each of them is settled. */
final class RenewalAsk extends Ask {
    private final List<LeaseName> leases;
    private final Renewal[] renewals;
    private final Answer<List<Renewal>> answer;
    private int open;

    RenewalAsk(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        super(deadlineNanos);
        this.leases = leases;
        this.renewals = new Renewal[leases.size()];
        this.open = leases.size();
        this.answer = answer;
    }

    int size() {
        return renewals.length;
    }

    LeaseName lease(int place) {
        return leases.get(place);
    }

    /** One lease was renewed. */
    void renewed(int place, Lifetime lifetime) {
        settle(place, new Renewal(lifetime.lease, lifetime.epoch, lifetime.promised()));
    }

    /** One lease is gone. */
    void gone(int place) {
        settle(place, Renewal.gone(leases.get(place)));
    }

    private void settle(int place, Renewal renewal) {
        renewals[place] = renewal;
        open--;
    }

    /** Whether every lease is settled. */
    boolean isComplete() {
        return open == 0;
    }

    /** How many leases were renewed. */
    int renewed() {
        int renewed = 0;
        for (Renewal renewal : renewals) {
            renewed += renewal.renewed() ? 1 : 0;
        }
        return renewed;
    }

    @Override
    int weight() {
        return Math.max(1, renewals.length);
    }

    @Override
    boolean readsKeys() {
        return false;
    }

    @Override
    void answer() {
        answer.answered(List.of(renewals));
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
