package io.holdfast.server.gateway;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.port.ClusterView;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.GatewayModule.Ports;
import io.holdfast.server.port.Maintenance;
import io.holdfast.server.port.NodeStatus;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.port.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A core that takes everything up and answers when the test says so. Safe for any thread. */
final class FakeCore implements Proposer, Reader, ClusterView, Maintenance {
    static final Leader LEADER = new Leader("n1", "127.0.0.1:7400", 3);

    final FakeLeases leases = new FakeLeases();
    /** What watches are given is up to the test. */
    final FakeWatches watches = new FakeWatches();

    /** What streams are told about locks is up to the test. */
    final FakeLocks locks = new FakeLocks();

    /** What streams are told of topics is up to the test. */
    final FakeNotices notices = new FakeNotices();

    private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
    private final List<Consumer<@Nullable Leader>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong revision = new AtomicLong(1);
    private volatile @Nullable Leader leader = LEADER;

    /** @param thread the one that it came by */
    record Taken(
            String thread,
            @Nullable EncodedCommand command,
            @Nullable Query query,
            ReadLevel level,
            long deadlineNanos,
            Completion completion) {
        Command put() {
            return Objects.requireNonNull(command).command();
        }
    }

    Ports ports() {
        return new Ports(this, this, this, this, leases, leases, watches, locks, notices);
    }

    @Override
    public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
        taken.add(new Taken(
                Thread.currentThread().getName(), command, null, ReadLevel.LINEARIZABLE, deadlineNanos, completion));
    }

    @Override
    public void read(List<Lookup> lookups) {
        lookups.forEach(each -> taken.add(new Taken(
                Thread.currentThread().getName(),
                null,
                each.query(),
                each.level(),
                each.deadlineNanos(),
                each.completion())));
    }

    /** The next so many operations that arrive. */
    List<Taken> take(int count) throws InterruptedException {
        List<Taken> some = new ArrayList<>();
        while (some.size() < count) {
            Taken one = taken.poll(10, TimeUnit.SECONDS);
            if (one == null) {
                throw new AssertionError("only " + some.size() + " of " + count + " operations arrived");
            }
            some.add(one);
        }
        return some;
    }

    /** How many operations wait to be taken by the test. */
    int waiting() {
        return taken.size();
    }

    /** Answers a group of puts the way a reply thread does. */
    void answerPuts(List<Taken> group) {
        group.forEach(each -> each.completion().answered(new Outcome.Put(revision.incrementAndGet(), null)));
        group.forEach(each -> each.completion().flush());
    }

    void answer(Taken one, Outcome outcome) {
        one.completion().answered(outcome);
        one.completion().flush();
    }

    void leaderIs(@Nullable Leader changed) {
        leader = changed;
        listeners.forEach(listener -> listener.accept(changed));
    }

    int listeners() {
        return listeners.size();
    }

    @Override
    public ClusterDescription describe() {
        return new ClusterDescription(
                "demo",
                "n1",
                List.of(new Member("n1", "127.0.0.1:7400", "127.0.0.1:7401", Member.Role.LEADER, "disk")),
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
                revision.get(),
                1,
                5,
                99,
                List.of(new NodeStatus.DigestAt(10, 1, 0xabcL, -1)),
                null);
    }

    @Override
    public List<Check> checks() {
        return List.of(Check.passed("leader", "n1 leads"), Check.failing("disk", "full since noon", "make room"));
    }
}
