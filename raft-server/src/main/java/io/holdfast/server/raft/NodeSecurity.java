package io.holdfast.server.raft;

import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.TlsMaterial;
import java.time.Duration;

/**
 * Who a node is towards its peers, and how long connections to them may last.
 *
 * @param material certificate, key and authorities, as they are at each time
 * @param postQuantum what is asked of the key exchange
 * @param expiryWarning a certificate with less time left is worth a warning
 * @param renewWithin how long after a change of the material every connection to a peer was made anew
 * @param maxConnectionAge connections to peers are made anew after this time; zero for never
 */
public record NodeSecurity(
        LiveMaterial material,
        PostQuantum postQuantum,
        Duration expiryWarning,
        Duration renewWithin,
        Duration maxConnectionAge) {
    /** A material that never changes, everything else as by default. */
    public static NodeSecurity of(TlsMaterial material) {
        return new NodeSecurity(
                LiveMaterial.of(material),
                PostQuantum.PREFER,
                Duration.ofDays(30),
                Duration.ofMinutes(1),
                Duration.ofDays(1));
    }
}
