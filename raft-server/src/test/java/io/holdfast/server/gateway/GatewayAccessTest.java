package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.holdfast.server.Pki;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.PeerMethod;
import io.holdfast.wire.PeerReply;
import io.holdfast.wire.PeerRequest;
import io.holdfast.wire.SessionMethod;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, and what the others hear. */
class GatewayAccessTest {
    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new GatewayFixture(folder.resolve("pki"), GatewayFixture.bounds(50, 10), List.of(new EchoModule()));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void clientsAndOperatorsMaySpeakNatively() throws Exception {
        assertThat(fixture.connect(fixture.pki.material(Role.CLIENT, "c"))
                        .greet()
                        .node())
                .isEqualTo("n1");
        assertThat(fixture.connect(fixture.pki.material(Role.OPERATOR, "o"))
                        .greet()
                        .node())
                .isEqualTo("n1");
    }

    @Test
    void aNodeMayNotSpeakNativelyAndHearsWhatIsExpected() throws Exception {
        RawClient node = fixture.connect(fixture.pki.material(Role.NODE, "n2"));

        Status end = node.end();

        assertThat(end.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(end.getDescription())
                .contains("offered spiffe://demo/node/n2")
                .contains(SessionMethod.SERVICE)
                .contains("spiffe://demo/client/…")
                .contains("spiffe://demo/operator/…");
    }

    @Test
    void thePeerServiceIsForNodesAlone() throws Exception {
        assertThat(identify(fixture.pki.material(Role.NODE, "n2")).answer()).isEqualTo(PeerReply.Answer.EMPTY);
        assertThatThrownBy(() -> identify(fixture.pki.material(Role.OPERATOR, "op")))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("offered spiffe://demo/operator/op")
                .hasMessageContaining("spiffe://demo/node/…");
    }

    @Test
    void theServicesOfAModuleAreForClients() throws Exception {
        assertThat(echo(fixture.pki.material(Role.CLIENT, "c"), "test.v1.Echo")).isEqualTo("hello");
        assertThatThrownBy(() -> echo(fixture.pki.material(Role.NODE, "n2"), "test.v1.Echo"))
                .hasMessageContaining("PERMISSION_DENIED");
    }

    @Test
    void aServiceThatNobodyOffersIsNotThere() {
        assertThatThrownBy(() -> echo(fixture.pki.material(Role.OPERATOR, "o"), "test.v1.Other"))
                .hasMessageContaining("UNIMPLEMENTED");
    }

    @Test
    void aServiceWithoutARuleMayBeCalledByNobody() {
        AccessRules rules = new AccessRules("demo", Set.of());

        assertThat(rules.refusal(new Principal("demo", Role.OPERATOR, "o"), "test.v1.Echo"))
                .hasValueSatisfying(why -> assertThat(why).contains("test.v1.Echo"));
        assertThat(rules.refusal(new Principal("other", Role.CLIENT, "c"), SessionMethod.SERVICE))
                .hasValueSatisfying(why -> assertThat(why).contains("offered spiffe://other/client/c"));
    }

    @Test
    void aModuleMayNotTakeAServiceThatIsThere() {
        for (String taken : List.of(SessionMethod.SERVICE, PeerMethod.SERVICE)) {
            assertThatThrownBy(() -> new GatewayFixture(
                            folder.resolve(taken), GatewayFixture.bounds(1, 2), List.of(new EchoModule(taken))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gateway module echo offers " + taken + ", which is taken");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        Pki foreign = new Pki(folder.resolve("foreign"), "demo");
        TlsMaterial stranger = foreign.material(Role.CLIENT, "c");

        assertRefused(fixture.connect(trusting(stranger)));
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        TlsMaterial expired = fixture.pki.material(Role.CLIENT, "late", Duration.ofSeconds(1));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Instant.now()
                        .isAfter(expired.certificate().getNotAfter().toInstant()));

        assertRefused(fixture.connect(expired));
    }

    @Test
    void noCertificateIsRefused() throws Exception {
        assertRefused(fixture.connect(SslContextBuilder.forClient()
                .trustManager(fixture.pki.caCert().toFile())
                .applicationProtocolConfig(h2())
                .build()));
    }

    @Test
    void plaintextIsRefused() throws Exception {
        assertRefused(fixture.connectPlaintext());
    }

    @Test
    void garbageOnTheSocketIsCutOff() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[1 + random.nextInt(2000)];
            random.nextBytes(noise);
            cutOff(noise, "seed " + seed);
        }
        cutOff("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "http");
        assertThat(fixture.greeted()).isNotNull();
    }

    @Test
    void aHandshakeThatNeverComesIsCutOffInTime() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.gateway.port())) {
            socket.setSoTimeout(8_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** The server ends the connection, with or without an alert before. */
    private void cutOff(byte[] noise, String description) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.gateway.port())) {
            socket.setSoTimeout(8_000);
            OutputStream out = socket.getOutputStream();
            out.write(noise);
            out.flush();
            InputStream in = socket.getInputStream();
            assertThat(in.readAllBytes().length).as(description).isLessThan(100);
        } catch (java.net.SocketException reset) {
            assertThat(reset).as(description).hasMessageContaining("reset");
        }
    }

    private void assertRefused(RawClient client) throws Exception {
        assertThat(client.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(fixture.core.waiting()).isZero();
        assertThat(fixture.greeted()).isNotNull();
    }

    /** A client that would accept the server, with a certificate that the server should not accept. */
    private SslContext trusting(TlsMaterial stranger) throws Exception {
        return SslContextBuilder.forClient()
                .keyManager(stranger.keyManager())
                .trustManager(fixture.pki.caCert().toFile())
                .applicationProtocolConfig(h2())
                .build();
    }

    private static ApplicationProtocolConfig h2() {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                "h2");
    }

    private PeerReply.Identified identify(TlsMaterial material) throws Exception {
        return call(
                material,
                channel -> ClientCalls.blockingUnaryCall(
                        channel, PeerMethod.IDENTIFY, CallOptions.DEFAULT, new PeerRequest.Identify("n2", "", "demo")));
    }

    private String echo(TlsMaterial material, String service) throws Exception {
        return call(
                material,
                channel -> ClientCalls.blockingUnaryCall(
                        channel, EchoModule.method(service), CallOptions.DEFAULT, "hello"));
    }

    private <T> T call(TlsMaterial material, java.util.function.Function<Channel, T> call) throws Exception {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", fixture.gateway.port())
                .sslContext(NettyContexts.client(material))
                .build();
        try {
            return call.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
