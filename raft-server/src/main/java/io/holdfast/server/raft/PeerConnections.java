package io.holdfast.server.raft;

import io.holdfast.server.raft.RaftOptions.MemberAddress;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node's connections to its peers anew when {@link PeerRenewal} says so: those of the peer link, and Ratis'.
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

    /** Makes anew what is due. */
    void tick() {
        renewal.tick(security.material().generation(), System.nanoTime());
    }

    private void renew(String peer) {
        LOG.info("connections renewed node={} peer={}", options.node(), peer);
        options.members().stream().filter(member -> member.id().equals(peer)).forEach(link::renew);
        RaftServer running = server.get();
        if (running != null && running.getServerRpc() instanceof VoteSyncedRpc rpc) {
            threads.accept(() -> rpc.renew(RaftPeerId.valueOf(peer)));
        }
    }
}
