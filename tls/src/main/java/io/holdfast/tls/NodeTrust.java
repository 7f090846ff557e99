package io.holdfast.tls;

import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trust for whoever connects to a node: the server's certificate must be a node's, of the own cluster, and carry the
 * host name or address that was dialled. A connection that does not verify the host is refused, not waved through.
 *
 * <p>Plain {@code javax.net.ssl} types, so it serves any TLS stack. Safe for any thread.
 */
public final class NodeTrust extends IdentityTrust {
    private final @Nullable PeerDirectory directory;

    NodeTrust(Supplier<TlsMaterial> material, HandshakeLog log, @Nullable PeerDirectory directory) {
        super(material, log);
        this.directory = directory;
    }

    /** For clients: accepts any node of the material's cluster as the server. */
    public static X509ExtendedTrustManager anyNode(TlsMaterial material) {
        return LiveMaterial.of(material).handshakes().anyNode();
    }

    /**
     * For nodes among themselves: the server must be exactly the node that {@code directory} expects at the address
     * dialled, the client any node of the cluster (which one it claims to be is compared request by request).
     */
    public static X509ExtendedTrustManager peers(TlsMaterial material, PeerDirectory directory) {
        return LiveMaterial.of(material).handshakes().peers(directory);
    }

    @Override
    Expectation expectedClient(String cluster) {
        return Expectation.anyNode(cluster);
    }

    @Override
    Expectation expectedServer(String cluster, X509Certificate offered, @Nullable Connection connection)
            throws IdentityException {
        if (connection == null || connection.host() == null || !connection.namesHost()) {
            throw new IdentityException(
                    Text.certificate(offered),
                    Expectation.anyNode(cluster).toString(),
                    "this side does not verify host names, so it cannot tell whom it reached");
        }
        return directory == null ? Expectation.anyNode(cluster) : expectedPeer(cluster, directory, offered, connection);
    }

    private static Expectation expectedPeer(
            String cluster, PeerDirectory peers, X509Certificate offered, Connection connection)
            throws IdentityException {
        String host = Objects.requireNonNull(connection.host());
        Optional<String> node = peers.nodeAt(host, connection.port());
        if (node.isEmpty()) {
            throw new IdentityException(
                    Text.certificate(offered), "nobody at " + connection, "no member has this peer address");
        }
        return Expectation.node(cluster, node.get());
    }
}
