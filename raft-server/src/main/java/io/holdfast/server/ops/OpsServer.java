package io.holdfast.server.ops;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.holdfast.server.metrics.MetricsText;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Client;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.port.Maintenance;
import io.holdfast.tls.IdentityException;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import io.holdfast.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operations port: HTTPS. {@code /livez} and {@code /readyz} are for everybody (a load balancer has no certificate);
 * {@code /metrics} and {@code /status} demand any certificate of the cluster, and whatever gateway modules serve demands one
 * that their services on the client port demand, too. {@code /snapshot} is for operators.
 *
 * <p>Pages are made on threads of its own from figures that never block; a scrape cannot hold up the service.
 */
public final class OpsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpsServer.class);

    /** A handshake that stalls keeps one of these until its time is up; idle ones end after a minute. */
    private static final int THREADS = 16;

    /** A write that stands still for so long is ended. */
    private static final long STALLED_MILLIS = 20_000;

    private static final int QUEUE = 256;
    private static final int BACKLOG = 64;
    private static final String ALLOWED = "GET";
    private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);

    /** As on the client port. */
    private static final Set<Role> CLIENTS = EnumSet.of(Role.CLIENT, Role.OPERATOR);

    static {
        // The JDK's server takes its bounds from properties only: a client that stalls must not keep a thread.
        setUnlessSet("sun.net.httpserver.maxReqTime", "5");
        setUnlessSet("sun.net.httpserver.idleInterval", "30");
    }

    private final HttpsServer server;
    private final ExecutorService executor;
    private final Readiness readiness;
    private final StatusPage status;
    private final ServerMetrics metrics;
    private final LiveMaterial material;
    private final StalledWrites writes;
    private final RoutedRequests routed;
    private final Function<Principal, Client> clients;

    private OpsServer(
            HttpsServer server,
            ExecutorService executor,
            Maintenance maintenance,
            StatusPage status,
            ServerMetrics metrics,
            LiveMaterial material,
            Modules modules) {
        this.server = server;
        this.executor = executor;
        this.readiness = new Readiness(maintenance);
        this.status = status;
        this.metrics = metrics;
        this.material = material;
        this.writes = new StalledWrites(STALLED_MILLIS);
        List<HttpRoutes> routes = new ArrayList<>(modules.routes());
        routes.add(new SnapshotRoute(maintenance));
        this.routed = new RoutedRequests(routes, writes);
        this.clients = modules.clients();
    }

    /**
     * What gateway modules serve here.
     *
     * @param routes their paths
     * @param clients what a client or operator has open on this node
     */
    public record Modules(List<HttpRoutes> routes, Function<Principal, Client> clients) {
        /** Copies the list. */
        public Modules {
            routes = List.copyOf(routes);
        }
    }

    /**
     * What {@code /status} says of the process.
     *
     * @param version the server's release
     * @param tlsProvider the engine that encrypts the client port
     * @param transport what carries the client port
     * @param keyExchange what is asked of the key exchange, and what is possible
     */
    public record About(String version, String tlsProvider, String transport, KeyExchange keyExchange) {}

    /**
     * The hybrid, post-quantum key exchange in this process.
     *
     * @param policy what is asked
     * @param clients whether the client port can
     * @param peers whether the peer port can
     */
    public record KeyExchange(PostQuantum policy, boolean clients, boolean peers) {}

    /**
     * Opens the port.
     *
     * @param address where to listen; port 0 picks a free one
     * @param modules what else is served
     * @throws IOException if the address cannot be bound
     * @throws TlsException if no TLS context can be made of the material
     */
    public static OpsServer start(
            InetSocketAddress address,
            LiveMaterial material,
            Maintenance maintenance,
            ServerMetrics metrics,
            About about,
            Modules modules)
            throws IOException, TlsException {
        SSLContext context = material.serverContext();
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ours = TlsMaterial.parameters();
                ours.setWantClientAuth(true);
                parameters.setSSLParameters(ours);
            }
        });
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, 60, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), task -> {
                    Thread thread = new Thread(task, "ops-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        OpsServer ops = new OpsServer(
                server, executor, maintenance, new StatusPage(maintenance, about), metrics, material, modules);
        server.setExecutor(executor);
        server.createContext("/", ops::answer);
        server.start();
        return ops;
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        routed.close();
        writes.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        HttpRoutes served = routed.serving(exchange.getRequestURI().getPath());
        if (served == null) {
            send(exchange, replyOrError(exchange));
            return;
        }
        Reply refusal = refusal(exchange, CLIENTS).orElseGet(() -> take(served, exchange));
        if (refusal != null) {
            send(exchange, refusal);
        }
    }

    private @Nullable Reply take(HttpRoutes served, HttpExchange exchange) {
        try {
            Client client = clients.apply(principal(exchange).orElseThrow());
            long seen = material.generation();
            return routed.take(
                    served,
                    exchange,
                    client,
                    () -> material.generation() == seen
                            || refusal(exchange, CLIENTS).isEmpty());
        } catch (IdentityException e) {
            return Reply.text(Reply.FORBIDDEN, String.valueOf(e.getMessage()));
        }
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            if (reply.status() == Reply.METHOD_NOT_ALLOWED) {
                exchange.getResponseHeaders().set("Allow", ALLOWED);
            }
            new ExchangeAnswer(exchange, writes, () -> true)
                    .send(reply.status(), reply.contentType(), reply.body().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Reply replyOrError(HttpExchange exchange) {
        try {
            return reply(exchange);
        } catch (RuntimeException e) {
            LOG.error(
                    "a page could not be made path={}", exchange.getRequestURI().getPath(), e);
            return Reply.text(Reply.INTERNAL_ERROR, "the page cannot be made now: " + e);
        }
    }

    private Reply reply(HttpExchange exchange) {
        if (!exchange.getRequestMethod().equals(ALLOWED)) {
            return Reply.text(Reply.METHOD_NOT_ALLOWED, "only GET is answered here");
        }
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/livez")) {
            return Reply.text(Reply.OK, "alive");
        }
        if (path.equals("/readyz")) {
            return readiness.all(new Query(exchange.getRequestURI().getRawQuery()));
        }
        if (path.startsWith("/readyz/")) {
            return readiness.one(path.substring("/readyz/".length()));
        }
        // Before the path is looked at: a stranger does not learn what there is.
        return refusal(exchange, EVERYBODY).orElseGet(() -> page(path));
    }

    private Reply page(String path) {
        return switch (path) {
            case "/metrics" -> new Reply(Reply.OK, MetricsText.CONTENT_TYPE, MetricsText.of(metrics));
            case "/status" -> status.get();
            default ->
                Reply.text(
                        Reply.NOT_FOUND,
                        "no such page; there are /livez, /readyz, /readyz/<check>, /metrics and /status");
        };
    }

    private Optional<Reply> refusal(HttpExchange exchange, Set<Role> roles) {
        String cluster = material.principal().cluster();
        String expected = "; expected one of cluster " + cluster + ", spiffe://" + cluster + "/"
                + roles.stream().map(Role::word).collect(Collectors.joining("|")) + "/…";
        try {
            Principal principal = principal(exchange).orElse(null);
            if (principal == null) {
                return Optional.of(Reply.text(Reply.UNAUTHORIZED, "no client certificate was offered" + expected));
            }
            if (!principal.cluster().equals(cluster)) {
                return Optional.of(Reply.text(Reply.FORBIDDEN, "offered " + principal + expected));
            }
            // The JDK resumes sessions begun before a change of the material: each page looks again.
            material.current().requireClient(certificates(exchange), roles);
            return Optional.empty();
        } catch (IdentityException e) {
            return Optional.of(Reply.text(Reply.FORBIDDEN, e.getMessage() + expected));
        }
    }

    private static Certificate[] certificates(HttpExchange exchange) {
        try {
            return exchange instanceof HttpsExchange https
                    ? https.getSSLSession().getPeerCertificates()
                    : new Certificate[0];
        } catch (SSLPeerUnverifiedException e) {
            return new Certificate[0];
        }
    }

    /** Who asks, if a certificate was offered; the authority's word for it was looked at in the handshake. */
    private static Optional<Principal> principal(HttpExchange exchange) throws IdentityException {
        Certificate[] offered = certificates(exchange);
        return offered.length > 0 && offered[0] instanceof X509Certificate certificate
                ? Optional.of(Principal.of(certificate))
                : Optional.empty();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
