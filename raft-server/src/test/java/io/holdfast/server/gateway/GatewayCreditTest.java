package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.tls.Role;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client may have open, and what becomes of one that wants more. */
class GatewayCreditTest {
    private static final int CREDIT = 4;

    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new GatewayFixture(folder, GatewayFixture.bounds(2, CREDIT), List.of());
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void anOverdrawnOperationIsRefusedAndTheStreamGoesOn() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, CREDIT + 2));

        List<Result> refused = client.results(2);

        assertThat(refused).extracting(Result::id).containsExactly(4L, 5L);
        assertThat(refused)
                .allSatisfy(result -> assertThat(((Result.Failed) result).failure())
                        .returns(Failure.Code.OVERLOADED, Failure::code)
                        .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty));
        fixture.core.answerPuts(fixture.core.take(CREDIT));
        assertThat(client.results(CREDIT)).extracting(Result::id).containsExactly(0L, 1L, 2L, 3L);
        client.send(RawClient.puts(10, CREDIT));
        assertThat(fixture.core.take(CREDIT)).hasSize(CREDIT);
    }

    @Test
    void aClientWithoutCreditIsNotReadFromUntilAnAnswerFreesAPlace() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, CREDIT));
        List<Taken> open = fixture.core.take(CREDIT);
        client.send(RawClient.put(50, "later"));
        client.send(RawClient.put(51, "later still"));

        fixture.core.answerPuts(open.subList(0, 1));

        assertThat(client.results(1)).extracting(Result::id).containsExactly(0L);
        List<Taken> next = fixture.core.take(1);
        assertThat(fixture.core.waiting()).isZero();
        fixture.core.answerPuts(open.subList(1, CREDIT));
        fixture.core.answerPuts(next);
        fixture.core.answerPuts(fixture.core.take(1));
        assertThat(client.results(CREDIT + 1)).extracting(Result::id).containsExactly(1L, 2L, 3L, 50L, 51L);
    }

    @Test
    void whatHasNoRoomForItsBytesIsRefusedAndTheStreamIsStillRead() throws Exception {
        fixture.close();
        fixture = new GatewayFixture(folder.resolve("bytes"), GatewayFixture.bounds(2, 1000), List.of());
        RawClient client = fixture.greeted();
        Bytes large = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 12; i++) {
            client.send(RawClient.put(i, "k" + i, 0, large));
        }

        // Eight commands of 1 MiB fill the 8 MiB that may be open.
        List<Taken> taken = fixture.core.take(8);
        List<Result> refused = client.results(4);

        assertThat(refused).extracting(Result::id).containsExactly(8L, 9L, 10L, 11L);
        assertThat(refused)
                .allSatisfy(result ->
                        assertThat(((Result.Failed) result).failure()).returns(Failure.Code.OVERLOADED, Failure::code));
        fixture.core.answerPuts(taken);
        assertThat(client.results(8)).hasSize(8);
        client.send(RawClient.put(20, "small"));
        assertThat(fixture.core.take(1)).hasSize(1);
    }

    @Test
    void withOnePlaceLeftTheQuestionWhetherTheNodeLivesIsAnswered() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, CREDIT - 1));
        fixture.core.take(CREDIT - 1);

        client.send(new Request.DescribeCluster(99));

        assertThat(client.results(1)).singleElement().isInstanceOf(Result.Described.class);
    }

    @Test
    void oneConnectionTooManyIsToldSo() throws Exception {
        fixture.greeted();
        fixture.greeted();
        RawClient third = fixture.connect();

        GatewayStreamTest.assertEnd(
                third, Status.Code.RESOURCE_EXHAUSTED, "serves 2 connections already; use another node");
    }

    @Test
    void clientsCannotKeepANodeFromItsPeers() throws Exception {
        fixture.greeted();
        fixture.greeted();

        RawClient node = fixture.connect(fixture.pki.material(Role.NODE, "n2"));

        // It comes as far as the access rules, which have another service for it.
        GatewayStreamTest.assertEnd(node, Status.Code.PERMISSION_DENIED, "offered spiffe://demo/node/n2");
    }

    @Test
    void afterAGoAwayOpenOperationsAreAnsweredAndTheStreamEnds() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 2));
        List<Taken> open = fixture.core.take(2);
        fixture.gateway.goAway("stopping for the test");
        assertThat(client.next(ServerFrame.GoAway.class).why()).isEqualTo("stopping for the test");
        Thread answering = new Thread(() -> fixture.core.answerPuts(open));
        answering.start();

        assertThat(fixture.gateway.drain(Duration.ofSeconds(10))).isTrue();

        assertThat(client.results(2)).hasSize(2);
        assertThat(client.end().isOk()).isTrue();
        assertThat(fixture.core.listeners()).isZero();
    }

    @Test
    void aStreamOpenedAfterAGoAwayHearsTheHelloFirst() throws Exception {
        fixture.gateway.goAway("stopping for the test");

        RawClient client = fixture.greeted();

        assertThat(client.next(ServerFrame.GoAway.class).why()).isEqualTo("stopping for the test");
    }

    @Test
    void aDrainThatNobodyAnswersEndsInTime() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 1));
        fixture.core.take(1);
        fixture.gateway.goAway("stopping for the test");
        long before = System.nanoTime();

        assertThat(fixture.gateway.drain(Duration.ofMillis(300))).isFalse();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(client.end().isOk()).isFalse();
    }
}
