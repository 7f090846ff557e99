package io.holdfast.tls;

import java.util.Optional;

/** Which node should answer at an address. Asked on every handshake, from any thread; must not block. */
@FunctionalInterface
public interface PeerDirectory {
    /** The id of the node at {@code host:port}, as the connection names them (no lookup); empty if nobody should be there. */
    Optional<String> nodeAt(String host, int port);
}
