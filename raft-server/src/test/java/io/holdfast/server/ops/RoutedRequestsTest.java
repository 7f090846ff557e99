package io.holdfast.server.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import io.holdfast.server.Pki;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.Client;
import io.holdfast.server.port.HttpRoutes;
import io.holdfast.server.port.Maintenance;
import io.holdfast.tls.LiveMaterial;
import io.holdfast.tls.PostQuantum;
import io.holdfast.tls.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway module serves on the operations port. */
class RoutedRequestsTest {
    @TempDir
    Path folder;

    private final Echo echo = new Echo();
    private final List<String> principals = new ArrayList<>();
    private Pki pki;
    private LiveMaterial live;
    private OpsServer ops;

    @BeforeEach
    void start() throws Exception {
        pki = new Pki(folder.resolve("pki"), "demo");
        live = LiveMaterial.of(pki.material(Role.NODE, "n1"));
        ops = OpsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                live,
                mock(Maintenance.class),
                new ServerMetrics(),
                new OpsServer.About(
                        "1.2.3", "OPENSSL", "epoll", new OpsServer.KeyExchange(PostQuantum.PREFER, true, false)),
                new OpsServer.Modules(List.of(echo), principal -> {
                    principals.add(principal.uri().toString());
                    return mock(Client.class);
                }));
    }

    @AfterEach
    void stop() {
        echo.gate.countDown();
        ops.close();
    }

    private HttpClient as(Role role) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(pki.material(role, "somebody").clientContext())
                .build();
    }

    private HttpRequest post(String path, byte[] body) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ops.port() + path))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRequestIsAnsweredInTheNameOfItsPrincipal() throws Exception {
        HttpResponse<String> answer =
                as(Role.CLIENT).send(post("/echo/a", utf8("hello")), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("POST /echo/a hello");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/echo");
        assertThat(principals).containsExactly("spiffe://demo/client/somebody");
    }

    @Test
    void aRequestThatMeetsABugIsToldSoAndTheNextOneIsServed() throws Exception {
        HttpResponse<String> bug =
                as(Role.CLIENT).send(post("/echo/bug", utf8("x")), HttpResponse.BodyHandlers.ofString());
        assertThat(bug.statusCode()).isEqualTo(500);
        assertThat(bug.body()).contains("this node's log says more");
        HttpResponse<String> next =
                as(Role.CLIENT).send(post("/echo/a", utf8("x")), HttpResponse.BodyHandlers.ofString());
        assertThat(next.statusCode()).isEqualTo(202);
    }

    @Test
    void whoMayNotCallTheServicesMayNotCallThemThisWay() throws Exception {
        HttpResponse<String> node =
                as(Role.NODE).send(post("/echo/a", utf8("hello")), HttpResponse.BodyHandlers.ofString());
        assertThat(node.statusCode()).isEqualTo(403);
        assertThat(node.body()).contains("spiffe://demo/client|operator/…");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca", pki.material(Role.CLIENT, "somebody").authorities().get(0));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        HttpClient anonymous = HttpClient.newBuilder().sslContext(context).build();
        assertThat(anonymous
                        .send(post("/echo/a", utf8("hello")), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
        assertThat(echo.served).hasValue(0);
    }

    @Test
    void aBodyLargerThanAnyRequestIsRefused() throws Exception {
        HttpResponse<String> answer =
                as(Role.CLIENT).send(post("/echo/a", new byte[5 << 20]), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(echo.served).hasValue(0);
    }

    @Test
    void howeverManyWaitBriefRequestsAndPagesAreAnswered() throws Exception {
        HttpClient client = as(Role.OPERATOR);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            waiting.add(client.sendAsync(post("/wait", utf8("")), HttpResponse.BodyHandlers.ofString()));
        }
        await().until(() -> echo.waiting.get() == 48);
        assertThat(client.send(post("/wait", utf8("")), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(503);
        assertThat(client.send(post("/echo/b", utf8("")), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202);
        HttpRequest live = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + ops.port() + "/livez"))
                .build();
        assertThat(client.send(live, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        echo.gate.countDown();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get().body()).isEqualTo("at last");
        }
    }

    @Test
    void whoIsNotLetInAnyMoreHearsNothingMore() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        HttpClient client = as(Role.CLIENT);
        for (int i = 0; i < 2; i++) {
            waiting.add(client.sendAsync(post("/wait", utf8("")), HttpResponse.BodyHandlers.ofString()));
        }
        await().until(() -> echo.waiting.get() == 2);
        live.replace(new Pki(folder.resolve("other"), "demo").material(Role.NODE, "n1"));
        echo.gate.countDown();
        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each)
                    .succeedsWithin(Duration.ofSeconds(20))
                    .satisfies(answer -> assertThat(answer.body()).isEqualTo("at "));
        }
    }

    @Test
    void aWriteThatStandsStillIsEndedAndTheThreadGoesOn() throws Exception {
        try (StalledWrites writes = new StalledWrites(50);
                ServerSocketChannel listening =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel nobodyReads = SocketChannel.open(listening.getLocalAddress())) {
            assertThat(nobodyReads.isConnected()).isTrue();
            SocketChannel writing = listening.accept();
            assertThatThrownBy(() -> {
                        while (true) {
                            writes.write(Channels.newOutputStream(writing), new byte[1 << 20]);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(writing.isOpen()).isFalse();
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    /** Says back what it is told, at once or when the gate opens. */
    private static final class Echo implements HttpRoutes {
        final CountDownLatch gate = new CountDownLatch(1);
        final AtomicInteger served = new AtomicInteger();
        final AtomicInteger waiting = new AtomicInteger();

        @Override
        public Pace pace(String path) {
            if (path.equals("/wait")) {
                return Pace.PATIENT;
            }
            return path.startsWith("/echo/") ? Pace.BRIEF : Pace.NONE;
        }

        @Override
        public void serve(Request request, Answer answer) throws IOException, InterruptedException {
            served.incrementAndGet();
            if (request.path().equals("/echo/bug")) {
                throw new IllegalStateException("a bug of the module's");
            }
            if (request.path().equals("/wait")) {
                waiting.incrementAndGet();
                answer.begin("text/echo");
                answer.part(utf8("at "));
                gate.await();
                answer.part(utf8("last"));
            } else {
                answer.send(
                        202,
                        "text/echo",
                        utf8(request.method() + " " + request.path() + " "
                                + request.body().utf8()));
            }
        }
    }
}
