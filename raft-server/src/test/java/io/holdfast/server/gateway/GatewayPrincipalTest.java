package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.server.gateway.FakeLeases.Renewing;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsMaterial;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one identity may have open over all its connections, and that others do not pay for it. */
class GatewayPrincipalTest {
    private static final int OPERATIONS = 6;

    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void start() throws Exception {
        PrincipalBounds principal = new PrincipalBounds(2, OPERATIONS, Limits.MAX_FRAME_BYTES);
        fixture = new GatewayFixture(folder, GatewayFixture.bounds(10, 1_000, principal), List.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whatOneIdentityHasOpenIsBoundedOverAllItsConnectionsAndOthersAreServed() throws Exception {
        RawClient first = fixture.greeted();
        RawClient second = fixture.greeted();
        first.send(RawClient.puts(0, 4));
        List<Taken> open = fixture.core.take(4);

        second.send(RawClient.puts(0, 4));

        List<Result> refused = second.results(2);
        assertThat(refused).extracting(Result::id).containsExactly(2L, 3L);
        assertThat(refused)
                .allSatisfy(result -> assertThat(((Result.Failed) result).failure())
                        .returns(Failure.Code.OVERLOADED, Failure::code)
                        .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty)
                        .matches(failure -> failure.retryAfterMillis() > 0)
                        .matches(failure -> failure.message()
                                .contains("spiffe://demo/client/app has 6 operations or 8388608 bytes")));
        fixture.core.take(2);
        RawClient other = other();
        other.send(RawClient.puts(0, OPERATIONS));
        assertThat(fixture.core.take(OPERATIONS)).hasSize(OPERATIONS);
        fixture.core.answerPuts(open);
        assertThat(first.results(4)).hasSize(4);
        second.send(RawClient.puts(10, 4));
        assertThat(fixture.core.take(4)).hasSize(4);
    }

    @Test
    void theBytesOfOneIdentityAreBoundedToo() throws Exception {
        fixture.close();
        PrincipalBounds principal = new PrincipalBounds(2, 1_000, Limits.MAX_FRAME_BYTES);
        fixture = new GatewayFixture(folder.resolve("bytes"), GatewayFixture.bounds(10, 1_000, principal), List.of());
        RawClient client = fixture.greeted();
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 5; i++) {
            client.send(RawClient.put(i, "k" + i, 0, large));
        }
        List<Taken> taken = fixture.core.take(5);
        RawClient second = fixture.greeted();
        for (int i = 0; i < 4; i++) {
            second.send(RawClient.put(i, "k" + i, 0, large));
        }

        // Eight commands of 1 MiB fill the 8 MiB.
        assertThat(second.results(1)).extracting(Result::id).containsExactly(3L);
        fixture.core.answerPuts(taken);
        assertThat(client.results(5)).hasSize(5);
    }

    @Test
    void anOverdrawnIdentityKeepsItsLeases() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, OPERATIONS));
        fixture.core.take(OPERATIONS);

        client.send(new Request.Renew(99, 3_000, List.of(LeaseName.any(7))));

        Renewing renewing = Objects.requireNonNull(
                fixture.core.leases.renewals.poll(10, TimeUnit.SECONDS), "the renewal did not arrive");
        renewing.answer().answered(List.of(new Renewal(7, 5, 9_000)));
        renewing.answer().flush();
        assertThat(client.results(1)).singleElement().isInstanceOf(Result.Renewed.class);
    }

    @Test
    void anIdentityWithTooManyConnectionsIsToldSoAndMayComeBackWhenOneIsGone() throws Exception {
        fixture.greeted();
        RawClient second = fixture.greeted();

        GatewayStreamTest.assertEnd(
                fixture.connect(),
                Status.Code.RESOURCE_EXHAUSTED,
                "spiffe://demo/client/app has 2 connections to this node already; close some");

        other();
        second.close();
        await().atMost(10, TimeUnit.SECONDS).ignoreExceptions().untilAsserted(() -> {
            try (RawClient again = fixture.connect()) {
                again.greet();
            }
        });
    }

    @Test
    void whatAnEndedConnectionLeftOpenStillCounts() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, OPERATIONS));
        List<Taken> open = fixture.core.take(OPERATIONS);
        client.close();

        RawClient again = fixture.greeted();
        again.send(RawClient.put(1, "k"));

        assertThat(again.results(1)).singleElement().isInstanceOf(Result.Failed.class);
        fixture.core.answerPuts(open);
        again.send(RawClient.put(2, "k"));
        assertThat(fixture.core.take(1)).hasSize(1);
    }

    private RawClient other() throws Exception {
        TlsMaterial material = fixture.pki.material(Role.CLIENT, "other");
        RawClient client = fixture.connect(material);
        client.greet();
        return client;
    }
}
