package io.holdfast.server.gateway;

import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.SessionDirectory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Leases and sessions of which everything is known that the test tells it. Safe for any thread. */
final class FakeLeases implements LeaseService, SessionDirectory {
    final Map<Long, String> owners = new ConcurrentHashMap<>();
    final Map<Long, String> leaseOwners = new ConcurrentHashMap<>();
    final Map<Long, Long> graces = new ConcurrentHashMap<>();
    final BlockingQueue<List<Long>> cuts = new LinkedBlockingQueue<>();
    final BlockingQueue<Renewing> renewals = new LinkedBlockingQueue<>();
    final BlockingQueue<Asking> questions = new LinkedBlockingQueue<>();

    record Renewing(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {}

    record Asking(long lease, boolean keys, Answer<LeaseLife> answer) {}

    @Override
    public void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        renewals.add(new Renewing(leases, deadlineNanos, answer));
    }

    @Override
    public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
        questions.add(new Asking(lease, keys, answer));
    }

    @Override
    public void cut(List<Long> leases) {
        cuts.add(leases);
    }

    @Override
    public @Nullable SessionRecord sessionOfLease(long lease) {
        String owner = leaseOwners.get(lease);
        long grace = graces.getOrDefault(lease, 0L);
        return owner == null ? null : new SessionRecord(lease, lease, "", owner, "", 0, 60_000, grace, 0);
    }

    @Override
    public @Nullable String principalOf(long session) {
        return owners.get(session);
    }
}
