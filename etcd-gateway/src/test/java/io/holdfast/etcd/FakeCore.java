package io.holdfast.etcd;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.lock.GrantHub;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.notice.TopicHub;
import io.holdfast.server.port.ClusterView;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.LeaseService;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.Operations;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.port.Reader;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.server.watch.HistoryHub;
import io.holdfast.statemachine.CoordinationState;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The real state and the real hub behind the ports, without a log: what is proposed is applied at once. */
final class FakeCore
        implements Proposer, Reader, ClusterView, Maintenance, LeaseService, SessionDirectory, AutoCloseable {
    static final Leader LEADER = new Leader("n1", "127.0.0.1:7400", 3);

    final CoordinationState state = new CoordinationState();

    private final ExecutorService hubThread = Executors.newSingleThreadExecutor();
    private final HistoryHub hub =
            new HistoryHub(state::watchSource, hubThread, System::nanoTime, new ServerMetrics(), Long.MAX_VALUE);
    private final GrantHub grants = new GrantHub(this, hubThread, new ServerMetrics().locks());
    private final TopicHub topics = new TopicHub(hubThread, new ServerMetrics().notices());
    private final List<Consumer<@Nullable Leader>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Leader leader = LEADER;
    private long batches;

    /** What operators can have done. */
    final FakeOperations operations = new FakeOperations();

    /** What everything fails with, or null. */
    volatile @Nullable Failure failure;

    Ports ports() {
        return new Ports(this, this, this, this, this, this, hub, grants, topics);
    }

    void leaderIs(@Nullable Leader changed) {
        leader = changed;
        listeners.forEach(listener -> listener.accept(changed));
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        Failure broken = failure;
        if (broken != null) {
            completion.failed(broken);
            return;
        }
        Outcome outcome;
        synchronized (this) {
            outcome = state.apply(new CommandBatch(0, 1, ++batches, List.of(command.command())))
                    .outcomes()
                    .get(0);
        }
        hub.advanced();
        completion.answered(outcome);
        completion.flush();
    }

    @Override
    public void read(List<Lookup> lookups) {
        for (Lookup lookup : lookups) {
            Failure broken = failure;
            if (broken != null && !lookup.level().equals(ReadLevel.LOCAL)) {
                lookup.completion().failed(broken);
            } else {
                lookup.completion().answered(state.query(lookup.query()));
            }
            lookup.completion().flush();
        }
    }

    @Override
    public void renew(List<LeaseName> leases, long deadlineNanos, Answer<List<Renewal>> answer) {
        Failure broken = failure;
        if (broken != null) {
            answer.failed(broken);
            return;
        }
        answer.answered(leases.stream().map(this::renewal).toList());
    }

    private Renewal renewal(LeaseName name) {
        LeaseRecord lease = state.leases().get(name.lease());
        return lease == null ? Renewal.gone(name) : new Renewal(lease.lease(), lease.epoch(), lease.ttlMillis());
    }

    @Override
    public void timeToLive(long lease, boolean keys, long deadlineNanos, Answer<LeaseLife> answer) {
        LeaseRecord found = state.leases().get(lease);
        answer.answered(
                found == null
                        ? new LeaseLife(state.revision(), lease, 0, 0, List.of())
                        : new LeaseLife(
                                state.revision(),
                                lease,
                                found.ttlMillis(),
                                found.ttlMillis() - 1_500,
                                keys ? state.leases().keysOf(lease, Integer.MAX_VALUE) : List.of()));
    }

    @Override
    public @Nullable String principalOf(long session) {
        return null;
    }

    @Override
    public @Nullable SessionRecord sessionOfLease(long lease) {
        return lease == 77 ? new SessionRecord(7, lease, "", "spiffe://demo/client/native", "", 0, 60_000, 0, 0) : null;
    }

    @Override
    public void cut(List<Long> cut) {
        throw new UnsupportedOperationException("nobody asks etcd's leases for a grace");
    }

    @Override
    public ClusterDescription describe() {
        return new ClusterDescription(
                "demo",
                "n1",
                List.of(
                        new Member("n1", "127.0.0.1:7400", "127.0.0.1:7401", Member.Role.LEADER, "disk"),
                        new Member("n2", "127.0.0.1:7410", "127.0.0.1:7411", Member.Role.LISTENER, "disk")),
                leader,
                3);
    }

    @Override
    public @Nullable Leader leader() {
        return leader;
    }

    @Override
    public Registration onLeaderChange(Consumer<@Nullable Leader> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public NodeStatus status() {
        return new NodeStatus(
                "demo",
                "c-1",
                "n1",
                Member.Role.LEADER,
                leader,
                3,
                12,
                11,
                state.revision(),
                state.compactedRevision(),
                state.keyCount(),
                state.history().payloadBytes(),
                List.of(),
                null);
    }

    @Override
    public List<Check> checks() {
        return List.of();
    }

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public void close() {
        hubThread.shutdownNow();
    }
}
