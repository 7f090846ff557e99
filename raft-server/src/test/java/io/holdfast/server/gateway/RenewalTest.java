package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.holdfast.server.Pki;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.tls.netty.NettyContexts;
import io.holdfast.wire.ServerFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of open connections when the certificates of a node change. */
class RenewalTest {
    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new GatewayFixture(folder.resolve("pki"), GatewayFixture.bounds(50, 10), List.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void everyClientIsAskedToConnectAnewWithinTheBound() throws Exception {
        RawClient first = fixture.greeted();
        RawClient second = fixture.greeted();

        fixture.material.replace(fixture.pki.material(Role.NODE, "n1"));

        assertThat(first.next(ServerFrame.GoAway.class).why()).contains("the certificates of this node changed");
        assertThat(second.next(ServerFrame.GoAway.class).why()).contains("connect anew");
    }

    @Test
    void whatIsSentBeforeTheClientLeavesIsStillAnswered() throws Exception {
        RawClient client = fixture.greeted();
        fixture.material.replace(fixture.pki.material(Role.NODE, "n1"));
        client.next(ServerFrame.GoAway.class);

        client.send(RawClient.put(1, "a"));
        fixture.core.answerPuts(fixture.core.take(1));

        assertThat(client.results(1)).hasSize(1);
    }

    @Test
    void aClientOfADroppedAuthorityIsSentAwayAtOnceAndRefusedWhenItComesAgainNamingBoth() throws Exception {
        RawClient open = fixture.greeted();
        Pki other = new Pki(folder.resolve("other"), "demo");

        fixture.material.replace(other.material(Role.NODE, "n1"));

        assertThat(open.next(ServerFrame.GoAway.class).why())
                .contains("offered spiffe://demo/client/app issued by")
                .contains("expected spiffe://demo/node|client|operator/*");
        TlsMaterial stranger = fixture.pki.materialBelieving(other, Role.CLIENT, "app");
        RawClient again = fixture.connect(NettyContexts.client(stranger));
        assertThat(again.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aSecondStreamOnAnOldConnectionOfADroppedAuthorityIsRefused() throws Exception {
        RawClient open = fixture.greeted();
        Pki other = new Pki(folder.resolve("other"), "demo");
        fixture.material.replace(other.material(Role.NODE, "n1"));

        Status end = open.another();

        assertThat(end.getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(end.getDescription()).contains("offered spiffe://demo/client/app", "expected");
    }

    @Test
    void aClientThatStaysIsCutOffAfterItsGrace() throws Exception {
        StreamAge age = new StreamAge(1_000);
        RawClient client = fixture.greeted();
        Outbox outbox = fixture.onlyOutbox();

        age.sweep(999, outbox);
        assertThat(client.framesWaiting()).isZero();
        age.sweep(1_000, outbox);
        assertThat(client.next(ServerFrame.GoAway.class).why()).contains("the connection is old");
        age.sweep(1_000 + StreamAge.GRACE.toNanos() - 1, outbox);
        assertThat(client.ended()).isFalse();
        age.sweep(1_000 + StreamAge.GRACE.toNanos(), outbox);
        await().atMost(Duration.ofSeconds(10)).until(client::ended);
        assertThat(client.end().getDescription()).contains("connect anew");
    }

    @Test
    void theEarliestReasonToLeaveCounts() throws Exception {
        StreamAge age = new StreamAge(1_000);
        RawClient client = fixture.greeted();
        age.leaveBy(500, "sooner");
        age.leaveBy(800, "later");

        age.sweep(500, fixture.onlyOutbox());

        assertThat(client.next(ServerFrame.GoAway.class).why()).isEqualTo("sooner; connect anew");
    }
}
