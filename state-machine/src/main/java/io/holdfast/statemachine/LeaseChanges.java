package io.holdfast.statemachine;

import io.holdfast.statemachine.lease.LeaseObserver;
import java.util.ArrayList;
import java.util.List;

/** Notes what happens to leases during a batch. Confined to the apply thread. */
final class LeaseChanges implements LeaseObserver {
    private List<LeaseChange> changes = new ArrayList<>();

    /** What happened since the last call, in order. */
    List<LeaseChange> take() {
        List<LeaseChange> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }

    @Override
    public void granted(long lease, long epoch, long ttlMillis, long graceMillis) {
        changes.add(new LeaseChange.Granted(lease, epoch, ttlMillis, graceMillis));
    }

    @Override
    public void ended(long lease) {
        changes.add(new LeaseChange.Ended(lease));
    }

    @Override
    public void bounded(long lease, long epoch, long boundMillis) {
        changes.add(new LeaseChange.Bounded(lease, epoch, boundMillis));
    }
}
