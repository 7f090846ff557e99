package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.gateway.EchoModule;
import io.holdfast.server.gateway.RawClient;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Role;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server of a cluster of one: started, spoken to, stopped, started again. */
class HoldfastServerTest {
    @TempDir
    Path folder;

    @Test
    void whatWasAcknowledgedIsThereAfterARestart() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer first = fixture.start();
        try {
            awaitReady(fixture, first);
            try (RawClient client = connect(fixture, first)) {
                assertThat(client.greet().cluster()).isEqualTo("demo");
                client.send(RawClient.puts(0, 100));
                assertThat(client.results(100))
                        .allSatisfy(result ->
                                assertThat(((Result.Answered) result).outcome()).isInstanceOf(Outcome.Put.class));
            }
        } finally {
            first.stop();
        }

        HoldfastServer second = fixture.start();
        try {
            awaitReady(fixture, second);
            try (RawClient client = connect(fixture, second)) {
                client.greet();
                client.send(new Request.Read(1, 0, RangeQuery.of(KeyRange.prefix(Bytes.utf8("key")))));
                Outcome.Range range =
                        (Outcome.Range) ((Result.Answered) client.results(1).get(0)).outcome();
                assertThat(range.count()).isEqualTo(100);
            }
        } finally {
            second.stop();
        }
        assertThat(fixture.failures).isEmpty();
    }

    @Test
    void statusAndMetricsTellWhatHappened() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer server = fixture.start();
        try {
            awaitReady(fixture, server);
            try (RawClient client = connect(fixture, server)) {
                client.greet();
                client.send(RawClient.puts(0, 10));
                client.results(10);
            }
            JsonNode status =
                    new ObjectMapper().readTree(fixture.get(server, "/status").body());
            assertThat(status.path("role").asText()).isEqualTo("leader");
            assertThat(status.path("keys").asLong()).isEqualTo(10);
            assertThat(status.path("leader").path("node").asText()).isEqualTo("n1");
            assertThat(fixture.get(server, "/metrics").body())
                    .contains("holdfast_frame_received_operations_sum 10\n")
                    .contains("ratis_log_worker_flush_count{member=\"n1@group-")
                    .contains("holdfast_connections_opened_total 1\n");
        } finally {
            server.stop();
        }
    }

    @Test
    void aModuleOnTheClassPathIsServedOnTheSamePort() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer server = fixture.start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.clientPort())
                .sslContext(NettyContexts.client(fixture.client))
                .build();
        try {
            assertThat(ClientCalls.blockingUnaryCall(
                            channel, EchoModule.method(EchoModule.SERVICE), CallOptions.DEFAULT, "hello"))
                    .isEqualTo("hello");
        } finally {
            channel.shutdownNow();
            server.stop();
        }
    }

    @Test
    void aStopSendsClientsAwayAndEndsTheirStreams() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer server = fixture.start();
        awaitReady(fixture, server);
        try (RawClient client = connect(fixture, server)) {
            client.greet();
            long before = System.nanoTime();
            server.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
            ServerFrame frame = client.next(ServerFrame.class);
            while (!(frame instanceof ServerFrame.GoAway)) {
                frame = client.next(ServerFrame.class);
            }
            assertThat(((ServerFrame.GoAway) frame).why()).isEqualTo("node n1 is stopping");
            assertThat(client.end().isOk()).isTrue();
        }
    }

    @Test
    void aCertificateOfAnotherNodeIsRefused() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        IssuedCertificate.Saved other = fixture.pki.files(Role.NODE, "n2", Duration.ofDays(1));
        fixture.with("--tls-cert", other.certificate().toString())
                .with("--tls-key", other.key().toString());

        assertThatThrownBy(fixture::start)
                .isInstanceOf(StartException.class)
                .hasMessageContaining("is the certificate of spiffe://demo/node/n2")
                .hasMessageContaining("needs the one of spiffe://demo/node/n1");
    }

    @Test
    void aTakenPortIsNamedAndTheDataDirectoryIsGivenBack() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        for (int port : new int[] {
            fixture.config().self().clientPort(), fixture.config().self().peerPort()
        }) {
            try (ServerSocket taken = new ServerSocket()) {
                taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                assertThatThrownBy(fixture::start)
                        .isInstanceOf(StartException.class)
                        .hasMessageContaining("port 127.0.0.1:" + port + " cannot be opened")
                        .hasMessageContaining("is another server running there?");
            }
        }
        HoldfastServer server = fixture.start();
        awaitReady(fixture, server);
        server.stop();
    }

    @Test
    void aTakenOpsPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ServerFixture fixture = new ServerFixture(folder).with("--ops-port", "" + taken.getLocalPort());

            assertThatThrownBy(fixture::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("ops port 127.0.0.1:" + taken.getLocalPort() + " cannot be opened");
        }
    }

    @Test
    void twoServersOnOneDataDirectoryAreRefused() throws Exception {
        ServerFixture fixture = new ServerFixture(folder);
        HoldfastServer server = fixture.start();
        try {
            fixture.with("--members", "n1=127.0.0.1:" + ServerFixture.freePort() + "/" + ServerFixture.freePort());
            assertThatThrownBy(fixture::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("another server")
                    .hasMessageContaining("runs on this data directory");
        } finally {
            server.stop();
        }
    }

    private static RawClient connect(ServerFixture fixture, HoldfastServer server) throws Exception {
        return new RawClient(server.clientPort(), NettyContexts.client(fixture.client));
    }

    private static void awaitReady(ServerFixture fixture, HoldfastServer server) {
        await().atMost(Duration.ofSeconds(30)).until(() -> fixture.ready(server) == 200);
    }
}
