package io.holdfast.server.raft;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster as Ratis has it at the moment, and who wants to hear of a new leader.
 *
 * <p>Reading is safe for any thread. {@link #check} belongs to the ticker thread, on which listeners are called: Ratis
 * tells of leaders with its own locks held.
 */
final class RaftClusterView implements ClusterView {
    private static final Logger LOG = LoggerFactory.getLogger(RaftClusterView.class);

    private final RaftOptions options;
    private final Leadership leadership;
    private final Supplier<RaftServer.@Nullable Division> division;
    private final Function<String, String> storages;
    private final ServerMetrics metrics;
    private final ToLongFunction<String> silence;
    private final LongSupplier disk;
    private final LeaderHistory history;
    private final List<Consumer<@Nullable Leader>> listeners = new CopyOnWriteArrayList<>();

    /**
     * A view.
     *
     * @param storages the registered storage id of a node, empty if none
     * @param silence how many milliseconds ago a leader was heard ({@link LeaderContact})
     * @param disk how many milliseconds this node's disk has been writing the log without an end
     */
    RaftClusterView(
            RaftOptions options,
            Leadership leadership,
            Supplier<RaftServer.@Nullable Division> division,
            Function<String, String> storages,
            ServerMetrics metrics,
            ToLongFunction<String> silence,
            LongSupplier disk) {
        this.options = options;
        this.leadership = leadership;
        this.division = division;
        this.storages = storages;
        this.metrics = metrics;
        this.silence = silence;
        this.disk = disk;
        this.history =
                new LeaderHistory(options.node(), options.electionTimeoutMin().toMillis(), System.nanoTime());
    }

    @Override
    public ClusterDescription describe() {
        RaftServer.Division current = division.get();
        Leader leader = leadership.leader();
        List<Member> members = new ArrayList<>();
        for (Map.Entry<String, RaftPeer> peer : peers(current).entrySet()) {
            members.add(member(peer.getKey(), peer.getValue(), leader, current));
        }
        return new ClusterDescription(options.cluster(), options.node(), members, leader, term());
    }

    @Override
    public @Nullable Leader leader() {
        return leadership.leader();
    }

    @Override
    public Registration onLeaderChange(Consumer<@Nullable Leader> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** What this node is. */
    Member.Role role() {
        return leadership.role();
    }

    /** Tells the listeners if the leader changed since the last call. */
    void check() {
        Leader now = leadership.leader();
        LeaderHistory.Change change = history.look(new LeaderHistory.Sight(
                System.nanoTime(),
                now,
                term(),
                now == null ? LeaderContact.NEVER : silence.applyAsLong(now.node()),
                disk.getAsLong()));
        if (change == null) {
            return;
        }
        metrics.electionNoticed();
        log(change);
        for (Consumer<@Nullable Leader> listener : listeners) {
            listener.accept(now);
        }
    }

    private long term() {
        RaftServer.Division current = division.get();
        return current == null ? 0 : current.getInfo().getCurrentTerm();
    }

    private void log(LeaderHistory.Change change) {
        Leader after = change.after();
        if (after == null) {
            LOG.info(
                    "leader lost was={} term={} silent={}ms node={} cause=\"{}\"",
                    change.before() == null ? "none" : change.before().node(),
                    term(),
                    change.withoutMillis(),
                    options.node(),
                    change.cause());
        } else {
            LOG.info(
                    "leader changed leader={} term={} after={}ms was={} node={} cause=\"{}\"",
                    after.node(),
                    after.term(),
                    change.withoutMillis(),
                    change.before() == null ? "none" : change.before().node(),
                    options.node(),
                    change.cause());
        }
    }

    private Map<String, RaftPeer> peers(RaftServer.@Nullable Division current) {
        return current == null
                ? Members.initial(options).byId()
                : Members.of(current.getRaftConf(), options).byId();
    }

    private Member member(String id, RaftPeer peer, @Nullable Leader leader, RaftServer.@Nullable Division current) {
        String clientAddress = peer.getClientAddress() == null ? "" : peer.getClientAddress();
        String peerAddress = peer.getAddress() == null ? "" : peer.getAddress();
        return new Member(id, clientAddress, peerAddress, roleOf(id, leader, current), storages.apply(id));
    }

    private Member.Role roleOf(String id, @Nullable Leader leader, RaftServer.@Nullable Division current) {
        if (leader != null && leader.node().equals(id)) {
            return Member.Role.LEADER;
        }
        if (id.equals(options.node())) {
            return role();
        }
        boolean listens =
                current != null && current.getRaftConf().getPeer(RaftPeerId.valueOf(id), RaftPeerRole.LISTENER) != null;
        return listens ? Member.Role.LISTENER : Member.Role.FOLLOWER;
    }
}
