package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.server.gateway.FakeLeases.Renewing;
import io.holdfast.wire.Request;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets: what counts as the client's side hanging up, and what does not. */
class GatewayGraceTest {
    private static final String APP = "spiffe://demo/client/app";
    private static final long GRACED = 7;
    private static final long PLAIN = 8;

    @TempDir
    Path folder;

    private GatewayFixture fixture;
    private Wire wire;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
        fixture.core.leases.leaseOwners.put(GRACED, APP);
        fixture.core.leases.leaseOwners.put(PLAIN, APP);
        fixture.core.leases.graces.put(GRACED, 200L);
        wire = new Wire(fixture.gateway.port());
        client = fixture.greetedBy(wire.port());
    }

    @AfterEach
    void stop() throws IOException {
        wire.close();
        fixture.close();
    }

    private void renew(long... leases) throws InterruptedException {
        List<LeaseName> names = LongStream.of(leases).mapToObj(LeaseName::any).toList();
        client.send(new Request.Renew(1, 0, names));
        Renewing renewing =
                Objects.requireNonNull(fixture.core.leases.renewals.poll(10, TimeUnit.SECONDS), "no renewal came");
        renewing.answer()
                .answered(renewing.leases().stream()
                        .map(name -> new Renewal(name.lease(), 1, 9_000))
                        .toList());
        renewing.answer().flush();
        client.results(1);
    }

    private List<Long> cut() throws InterruptedException {
        return Objects.requireNonNull(fixture.core.leases.cuts.poll(10, TimeUnit.SECONDS), "nobody was cut off");
    }

    private void assertNobodyCutOff() {
        await("the end of the stream")
                .atMost(Duration.ofSeconds(10))
                .until(() -> fixture.gateway.outboxes().isEmpty());
        assertThat(fixture.core.leases.cuts).allMatch(List::isEmpty);
    }

    @Test
    void aFinOfTheClientsSideCutsOffWhatItsStreamRenewed() throws Exception {
        renew(GRACED, PLAIN);
        wire.fin();
        assertThat(cut()).containsExactly(GRACED);
    }

    @Test
    void aResetOfTheClientsSideDoesToo() throws Exception {
        renew(GRACED, PLAIN);
        wire.reset();
        assertThat(cut()).containsExactly(GRACED);
    }

    @Test
    void aStreamThatRenewedNothingOfTheKindCutsOffNobody() throws Exception {
        renew(PLAIN);
        wire.fin();
        assertNobodyCutOff();
    }

    @Test
    void aStreamThatItsClientCancelsSaysNothingOfTheClient() throws Exception {
        renew(GRACED);
        client.cancel();
        assertNobodyCutOff();
        wire.fin();
        await("the end of the connection").atMost(Duration.ofSeconds(10)).until(wire::isOver);
        assertNobodyCutOff();
    }

    @Test
    void aClientThatLeavesInOrderIsNotCutOff() throws Exception {
        renew(GRACED);
        client.close();
        assertNobodyCutOff();
    }

    @Test
    void aServerThatClosesItsPortCutsOffNobody() throws Exception {
        renew(GRACED);
        fixture.gateway.close();
        assertNobodyCutOff();
    }

    @Test
    void aServerThatIsLeavingCutsOffNobodyWhoeverHangsUpOnIt() throws Exception {
        renew(GRACED);
        fixture.gateway.goAway("the test says so");
        wire.fin();
        assertNobodyCutOff();
    }

    @Test
    void aStreamThatTheServerEndsForItselfCutsOffNobody() throws Exception {
        renew(GRACED);
        client.send(RawClient.hello());
        assertNobodyCutOff();
    }

    @Test
    void onlyTheLatestOfVeryManyAreCutOff() {
        Graced graced = new Graced();
        graced.add(0);
        for (long lease = 1; lease < Graced.MAX_LEASES; lease++) {
            graced.add(lease);
        }
        graced.renewed(0);
        graced.renewed(-1);
        graced.add(-2);
        assertThat(graced.leases()).hasSize(Graced.MAX_LEASES).contains(0L, -2L).doesNotContain(1L, -1L);
    }
}
