package io.holdfast.server.gateway;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import io.holdfast.server.config.ServerConfig.GatewayBounds;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Client;
import io.holdfast.tls.IdentityException;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Looks at each connection once, when its handshake is done: who is it, and is there room for it?
 *
 * <p>The connections of nodes are not counted: however many clients there are, they cannot keep a node from its peers.
 */
final class Connections extends ServerTransportFilter {
    /** The verdict on the connection, for the interceptor. */
    static final Attributes.Key<Caller> CALLER = Attributes.Key.create("io.holdfast.caller");

    /** What the connection's principal has open; nodes have none. */
    static final Attributes.Key<Account> ACCOUNT = Attributes.Key.create("io.holdfast.account");

    /** The generation of the material that the certificate was last checked with: at least the first. */
    static final Attributes.Key<AtomicLong> CHECKED = Attributes.Key.create("io.holdfast.checked");

    /** Who ends it. */
    static final Attributes.Key<FarEnd> FAR_END = Attributes.Key.create("io.holdfast.far-end");

    private final FarEnds farEnds = new FarEnds();
    private final AtomicInteger open = new AtomicInteger();
    private final int most;
    private final Accounts accounts;
    private final ServerMetrics metrics;

    Connections(GatewayBounds bounds, ServerMetrics metrics) {
        this.most = bounds.maxConnections();
        this.accounts = new Accounts(bounds.principal());
        this.metrics = metrics;
    }

    /** Who stands at the other end of a connection. */
    sealed interface Caller {
        /**
         * Somebody of the cluster's authority.
         *
         * @param principal who
         */
        record Known(Principal principal) implements Caller {}

        /**
         * A certificate that says nothing we understand, or none.
         *
         * @param why what was offered and what is expected
         */
        record Unknown(String why) implements Caller {}

        /**
         * One connection too many.
         *
         * @param why how many there may be, and what to do
         */
        record Surplus(String why) implements Caller {}
    }

    int open() {
        return open.get();
    }

    @Override
    public Attributes transportReady(Attributes attributes) {
        metrics.connectionOpened();
        Caller caller = caller(attributes);
        Attributes.Builder seen = attributes.toBuilder();
        if (!isNode(caller)) {
            boolean surplus = open.incrementAndGet() > most;
            if (caller instanceof Caller.Known known) {
                Account account = accounts.of(known.principal());
                if (account.connected()) {
                    seen.set(ACCOUNT, account).set(Client.KEY, account);
                } else {
                    caller = new Caller.Surplus(account.surplus());
                }
            }
            if (surplus) {
                caller = new Caller.Surplus("this node serves " + most + " connections already; use another node");
            }
        }
        return seen.set(CALLER, caller)
                .set(CHECKED, new AtomicLong(1))
                .set(FAR_END, farEnds.of(attributes))
                .build();
    }

    @Override
    public void transportTerminated(Attributes attributes) {
        Caller caller = attributes == null ? null : attributes.get(CALLER);
        if (caller != null && !isNode(caller)) {
            open.decrementAndGet();
            Account account = attributes.get(ACCOUNT);
            if (account != null) {
                account.disconnected();
            }
        }
    }

    /** The far ends of all connections. */
    FarEnds farEnds() {
        return farEnds;
    }

    /** What all principals have open. */
    Accounts accounts() {
        return accounts;
    }

    /** How many principals have a connection or anything open. */
    int principals() {
        return accounts.size();
    }

    /** Where a connection comes from, {@code host:port}; empty if that cannot be told. */
    static String addressOf(Attributes attributes) {
        if (!(attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof InetSocketAddress remote)) {
            return "";
        }
        InetAddress host = remote.getAddress();
        if (host == null) {
            return remote.getHostString() + ":" + remote.getPort();
        }
        String text = host.getHostAddress();
        return (host instanceof Inet6Address ? "[" + text + "]" : text) + ":" + remote.getPort();
    }

    private static boolean isNode(Caller caller) {
        return caller instanceof Caller.Known known && known.principal().role() == Role.NODE;
    }

    private static Caller caller(Attributes attributes) {
        SSLSession session = attributes.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            return new Caller.Unknown("the connection is not encrypted; speak TLS 1.3 with a client certificate");
        }
        try {
            Certificate offered = session.getPeerCertificates()[0];
            return offered instanceof X509Certificate certificate
                    ? new Caller.Known(Principal.of(certificate))
                    : new Caller.Unknown("offered a " + offered.getType() + " certificate, expected X.509");
        } catch (SSLPeerUnverifiedException e) {
            return new Caller.Unknown("no client certificate was offered");
        } catch (IdentityException e) {
            return new Caller.Unknown(String.valueOf(e.getMessage()));
        }
    }
}
