package io.holdfast.server.raft;

import io.holdfast.tls.IdentityException;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Who the other side of a connection is by its certificate.
 *
 * @param principal its identity, or null if it showed none that can be read
 * @param text the same for messages
 */
record Offer(@Nullable Principal principal, String text) {
    /** What a session's peer offered. The chain was verified in the handshake. */
    static Offer of(@Nullable SSLSession session) {
        if (session == null) {
            return new Offer(null, "no certificate (the connection is not encrypted)");
        }
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                Principal principal = Principal.of(certificate);
                return new Offer(principal, principal.toString());
            }
            return new Offer(null, "no X.509 certificate");
        } catch (SSLPeerUnverifiedException e) {
            return new Offer(null, "no certificate");
        } catch (IdentityException e) {
            return new Offer(null, String.valueOf(e.getMessage()));
        }
    }

    /** Whether it is a node of the cluster. */
    boolean isNodeOf(String cluster) {
        return principal != null
                && principal.role() == Role.NODE
                && principal.cluster().equals(cluster);
    }

    /** Whether it is exactly this node of the cluster. */
    boolean isNode(String cluster, String node) {
        return isNodeOf(cluster) && principal != null && principal.name().equals(node);
    }
}
