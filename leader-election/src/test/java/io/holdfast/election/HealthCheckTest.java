package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The checks that come along, against real sockets. */
@Timeout(60)
class HealthCheckTest {
    private static final Duration SECONDS = Duration.ofSeconds(20);

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void httpIsGoodByItsStatus() throws IOException {
        HttpServer server = HttpServer.create(loopback(0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(
                    Integer.parseInt(exchange.getRequestURI().getPath().substring(1)), -1);
            exchange.close();
        });
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            assertThat(new HttpHealthCheck(URI.create(base + "204"), SECONDS)
                            .check()
                            .join())
                    .isEqualTo(Health.GOOD);
            assertThat(new HttpHealthCheck(URI.create(base + "302"), SECONDS)
                            .check()
                            .join())
                    .isEqualTo(Health.bad(base + "302 answered 302"));
            assertThat(new HttpHealthCheck(URI.create(base + "503"), SECONDS)
                            .check()
                            .join())
                    .isEqualTo(Health.bad(base + "503 answered 503"));
        } finally {
            server.stop(0);
        }
        int gone = server.getAddress().getPort();
        Health health = new HttpHealthCheck(URI.create("http://127.0.0.1:" + gone + "/"), SECONDS)
                .check()
                .join();
        assertThat(health.healthy()).isFalse();
        assertThat(health.message()).contains("no answer from");
    }

    @Test
    void httpDoesNotWaitForASilentServer() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        HttpServer server = HttpServer.create(loopback(0), 0);
        var threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            Health health =
                    new HttpHealthCheck(uri, Duration.ofMillis(50)).check().join();
            assertThat(health.healthy()).isFalse();
            CompletableFuture<Health> cancelled = new HttpHealthCheck(uri, SECONDS).check();
            assertThat(cancelled.cancel(true)).isTrue();
        } finally {
            held.countDown();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    void tcpIsGoodIfSomebodyListens() throws IOException {
        int port;
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
            assertThat(HealthCheck.tcp("127.0.0.1", port, SECONDS).check().join())
                    .isEqualTo(Health.GOOD);
        }
        Health health = HealthCheck.tcp("127.0.0.1", port, SECONDS).check().join();
        assertThat(health.healthy()).isFalse();
        assertThat(health.message()).contains("no connection to 127.0.0.1:" + port);
        assertThatThrownBy(() -> HealthCheck.tcp("127.0.0.1", 0, SECONDS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSupplierThatHangsHasAThreadOfItsOwnAndIsInterruptedButNotForgotten() {
        CompletableFuture<Thread> hanging = new CompletableFuture<>();
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch let = new CountDownLatch(1);
        CompletableFuture<Health> health = HealthCheck.of(() -> {
                    hanging.complete(Thread.currentThread());
                    boolean done = false;
                    while (!done) {
                        try {
                            let.await();
                            done = true;
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                    }
                    return Health.GOOD;
                })
                .check();
        assertThat(hanging.join().isDaemon()).isTrue();
        assertThat(hanging.join().getName()).isEqualTo("holdfast-health");
        assertThat(health.cancel(true)).isFalse();
        await().until(() -> interrupted.getCount() == 0);
        assertThat(health).isNotDone();
        let.countDown();
        assertThat(health.join()).isEqualTo(Health.GOOD);
    }

    @Test
    void aSupplierThatThrowsFailsItsFuture() {
        CompletableFuture<Health> health = HealthCheck.of(() -> {
                    throw new IllegalStateException("broken");
                })
                .check();
        assertThatThrownBy(health::join).hasRootCauseMessage("broken");
    }
}
