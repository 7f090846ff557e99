package io.holdfast.server.raft;

import io.holdfast.server.raft.RaftOptions.MemberAddress;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node's connections to its peers anew when {@link PeerRenewal} or {@link SilentPeers} says so: those of the peer
 * link, and Ratis'.
 * Confined to the ticker thread.
 */
final class PeerConnections {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnections.class);

    private final RaftOptions options;
    private final NodeSecurity security;
    private final PeerLink link;
    private final Supplier<@Nullable RaftServer> server;
    private final Consumer<Runnable> threads;
    private final PeerRenewal renewal;
    private final SilentPeers silence = new SilentPeers(this::redial);

    /**
     * The connections of a node.
     *
     * @param server Ratis, null while it does not run
     * @param threads runs what waits some seconds
     */
    PeerConnections(
            RaftOptions options,
            NodeSecurity security,
            PeerLink link,
            Supplier<@Nullable RaftServer> server,
            Consumer<Runnable> threads) {
        this.options = options;
        this.security = security;
        this.link = link;
        this.server = server;
        this.threads = threads;
        this.renewal = new PeerRenewal(
                options.members().stream()
                        .map(MemberAddress::id)
                        .filter(id -> !id.equals(options.node()))
                        .toList(),
                security.renewWithin(),
                security.maxConnectionAge(),
                security.material().generation(),
                System.nanoTime(),
                new Random(),
                this::renew);
    }

    /** Makes anew what is due, and what leads to a peer that does not answer. */
    void tick(DivisionInfo raft) {
        long now = System.nanoTime();
        renewal.tick(security.material().generation(), now);
        silence.check(unanswered(raft), now);
    }

    /** Only a leader waits for answers all the time; the others hear, they do not ask. */
    private static Map<String, Long> unanswered(DivisionInfo raft) {
        Map<String, Long> millis = new TreeMap<>();
        RoleInfoProto role = raft.isLeader() ? RoleGlimpse.of(raft) : null;
        if (role != null) {
            for (ServerRpcProto follower : role.getLeaderInfo().getFollowerInfoList()) {
                millis.put(follower.getId().getId().toStringUtf8(), follower.getLastRpcElapsedTimeMs());
            }
        }
        return millis;
    }

    private void redial(String peer) {
        LOG.warn("peer does not answer, dialling anew node={} peer={}", options.node(), peer);
        connect(peer);
    }

    private void renew(String peer) {
        LOG.info("connections renewed node={} peer={}", options.node(), peer);
        connect(peer);
    }

    private void connect(String peer) {
        options.members().stream().filter(member -> member.id().equals(peer)).forEach(link::renew);
        RaftServer running = server.get();
        if (running != null && running.getServerRpc() instanceof VoteSyncedRpc rpc) {
            threads.accept(() -> rpc.renew(RaftPeerId.valueOf(peer)));
        }
    }
}
