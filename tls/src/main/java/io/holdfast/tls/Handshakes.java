package io.holdfast.tls;

import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What handshakes ask: the key to show and whom to believe. Every handshake asks anew, so one that begins after a change
 * of the material sees the new one.
 *
 * <p>Plain {@code javax.net.ssl} types, so it serves any TLS stack. Safe for any thread.
 */
public final class Handshakes {
    private final Supplier<TlsMaterial> material;
    private final HandshakeLog log;

    Handshakes(Supplier<TlsMaterial> material, HandshakeLog log) {
        this.material = material;
        this.log = log;
    }

    /** Offers the own certificate and key, to servers and clients alike. */
    public X509ExtendedKeyManager keys() {
        return new MaterialKeys(material, log);
    }

    /** Accepts anybody with an identity of the own cluster: the trust of a server towards its clients. */
    public X509ExtendedTrustManager anybody() {
        return new ClusterTrust(material, log);
    }

    /** For clients: accepts any node of the own cluster as the server. See {@link NodeTrust}. */
    public X509ExtendedTrustManager anyNode() {
        return new NodeTrust(material, log, null);
    }

    /**
     * For nodes among themselves: the server must be exactly the node that {@code directory} expects at the address
     * dialled, the client any node of the cluster (which one it claims to be is compared request by request).
     */
    public X509ExtendedTrustManager peers(PeerDirectory directory) {
        return new NodeTrust(material, log, directory);
    }
}
