package io.holdfast.server.gateway;

import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.holdfast.server.gateway.Gateway.Security;
import io.holdfast.tls.IdentityException;
import io.holdfast.tls.Role;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets no client's connection outlive what it was let in by: streams end, each at a random time, within a bound after a
 * change of the material, before the client's certificate ends, and in any case after an age; at once if the certificate
 * would be refused today. Safe for any thread, {@link #sweep} for one.
 */
final class Renewal {
    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final EnumSet<Role> ANYBODY = EnumSet.allOf(Role.class);

    private final Security security;
    private final Sessions sessions;

    Renewal(Security security, Sessions sessions) {
        this.security = security;
        this.sessions = sessions;
        security.material().follow(next -> this::materialChanged);
    }

    /** When a stream that begins now has to end. */
    StreamAge begin(ServerCall<?, ?> call) {
        Duration age = security.maxConnectionAge().isZero() ? FOR_EVER : security.maxConnectionAge();
        // Below the age at which gRPC cuts the connection, and spread: those that came together do not go together.
        long nanos =
                (long) (age.toNanos() * (0.6 + 0.2 * ThreadLocalRandom.current().nextDouble()));
        StreamAge begun = new StreamAge(System.nanoTime() + nanos);
        Certificate[] chain = chain(call);
        if (chain != null && chain.length > 0 && chain[0] instanceof X509Certificate own) {
            Duration left = Duration.between(Instant.now(), own.getNotAfter().toInstant());
            if (left.compareTo(FOR_EVER) < 0) {
                begun.leaveBy(System.nanoTime() + left.toNanos(), "the certificate of this client ends");
            }
        }
        return begun;
    }

    /** Does what is due. */
    void sweep() {
        long now = System.nanoTime();
        sessions.forEach(session -> {
            try {
                session.age().sweep(now, session.outbox());
            } catch (RuntimeException e) {
                // A throw from here would end the sweeping of all others for good.
                LOG.error("a stream cannot be asked to leave", e);
            }
        });
    }

    private void materialChanged() {
        long now = System.nanoTime();
        sessions.forEach(session -> {
            String complaint = complaint(session.call());
            if (complaint == null) {
                double moment = ThreadLocalRandom.current().nextDouble();
                long later = (long) (security.renewWithin().toNanos() * moment);
                session.age().leaveBy(now + later, "the certificates of this node changed");
            } else {
                session.age().leaveBy(now, complaint);
            }
        });
    }

    /** Why the certificate behind a call would be refused today; null if it would not. */
    @Nullable
    String complaint(ServerCall<?, ?> call) {
        Certificate[] chain = chain(call);
        if (chain == null) {
            return "no client certificate was offered";
        }
        try {
            security.material().current().requireClient(chain, ANYBODY);
            return null;
        } catch (IdentityException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Certificate @Nullable [] chain(ServerCall<?, ?> call) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        try {
            return session == null ? null : session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
