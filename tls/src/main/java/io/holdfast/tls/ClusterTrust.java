package io.holdfast.tls;

import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Accepts anybody of the cluster, on either side. */
final class ClusterTrust extends IdentityTrust {
    ClusterTrust(Supplier<TlsMaterial> material, HandshakeLog log) {
        super(material, log);
    }

    @Override
    Expectation expectedClient(String cluster) {
        return Expectation.anyone(cluster);
    }

    @Override
    Expectation expectedServer(String cluster, X509Certificate offered, @Nullable Connection connection) {
        return Expectation.anyone(cluster);
    }
}
