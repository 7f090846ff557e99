package io.holdfast.server.raft;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final List<Consumer<@Nullable Leader>> listeners = new CopyOnWriteArrayList<>();
    private @Nullable Leader published;

    /**
     * A view.
     *
     * @param storages the registered storage id of a node, empty if none
     */
    RaftClusterView(
            RaftOptions options,
            Leadership leadership,
            Supplier<RaftServer.@Nullable Division> division,
            Function<String, String> storages,
            ServerMetrics metrics) {
        this.options = options;
        this.leadership = leadership;
        this.division = division;
        this.storages = storages;
        this.metrics = metrics;
    }

    @Override
    public ClusterDescription describe() {
        RaftServer.Division current = division.get();
        Leader leader = leadership.leader();
        List<Member> members = new ArrayList<>();
        for (Map.Entry<String, RaftPeer> peer : peers(current).entrySet()) {
            members.add(member(peer.getKey(), peer.getValue(), leader, current));
        }
        long term = current == null ? 0 : current.getInfo().getCurrentTerm();
        return new ClusterDescription(options.cluster(), options.node(), members, leader, term);
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
        if (Objects.equals(now, published)) {
            return;
        }
        published = now;
        metrics.electionNoticed();
        if (now == null) {
            LOG.info("leader lost node={}", options.node());
        } else {
            LOG.info("leader changed leader={} term={} node={}", now.node(), now.term(), options.node());
        }
        for (Consumer<@Nullable Leader> listener : listeners) {
            listener.accept(now);
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
