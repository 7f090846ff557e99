package io.holdfast.it.cluster;

/**
 * The relays in front of one node.
 *
 * @param clients of its client port, which the peer links of other nodes use too
 * @param peers of its Raft port
 * @param operations of its operations HTTP
 */
public record NodeRelays(Relay clients, Relay peers, Relay operations) implements AutoCloseable {
    @Override
    public void close() {
        clients.close();
        peers.close();
        operations.close();
    }
}
