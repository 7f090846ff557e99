package io.holdfast.server.raft;

import java.util.Map;
import java.util.TreeMap;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;

/**
 * The members as the Raft configuration has them, ordered by id, with addresses.
 *
 * @param byId the peers
 */
record Members(Map<String, RaftPeer> byId) {
    /** The members of a configuration; before there is one, those the node was started with. */
    static Members of(RaftConfiguration configuration, RaftOptions options) {
        Map<String, RaftPeer> peers = new TreeMap<>();
        for (RaftPeer peer : configuration.getAllPeers()) {
            peers.put(peer.getId().toString(), peer);
        }
        return peers.isEmpty() ? initial(options) : new Members(peers);
    }

    /** The members the node was started with. */
    static Members initial(RaftOptions options) {
        Map<String, RaftPeer> peers = new TreeMap<>();
        for (RaftOptions.MemberAddress member : options.members()) {
            peers.put(member.id(), peer(member));
        }
        return new Members(peers);
    }

    /** A member as Ratis wants it. Priorities are equal: a silent peer of higher priority would slow every failover. */
    static RaftPeer peer(RaftOptions.MemberAddress member) {
        return RaftPeer.newBuilder()
                .setId(member.id())
                .setAddress(member.peerAddress())
                .setClientAddress(member.clientAddress())
                .setPriority(0)
                .build();
    }

    /** Where clients reach a node; empty if it is no member. */
    String clientAddress(String node) {
        RaftPeer peer = byId.get(node);
        return peer == null || peer.getClientAddress() == null ? "" : peer.getClientAddress();
    }
}
