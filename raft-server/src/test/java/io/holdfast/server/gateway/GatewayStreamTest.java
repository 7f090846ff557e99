package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.gateway.FakeCore.Taken;
import io.holdfast.server.metrics.MetricsText;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native stream over real sockets and mutual TLS, before a fake core. */
class GatewayStreamTest {
    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = GatewayFixture.start(folder);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void theHelloNamesVersionNodeCreditAndLeader() throws Exception {
        ServerFrame.Hello hello = fixture.connect().greet();

        assertThat(hello)
                .isEqualTo(new ServerFrame.Hello(
                        1, "1.2.3", "demo", "n1", Set.of(), GatewayFixture.CREDIT, FakeCore.LEADER));
    }

    @Test
    void operationsReachTheProposerInTheOrderSent() throws Exception {
        RawClient client = fixture.greeted();
        for (int frame = 0; frame < 50; frame++) {
            client.send(RawClient.puts(frame * 20, 20));
        }

        List<Taken> taken = fixture.core.take(1000);

        for (int i = 0; i < taken.size(); i++) {
            assertThat(((Put) taken.get(i).put()).key()).isEqualTo(Bytes.utf8("key" + i));
        }
    }

    @Test
    void aGroupOfAnswersComesBackInOneFrameAndInOrder() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 500));
        fixture.core.answerPuts(fixture.core.take(500));

        ServerFrame.Results frame = client.next(ServerFrame.Results.class);

        assertThat(frame.results()).extracting(Result::id).isEqualTo(longs(500));
        assertThat(frame.results().get(7)).isEqualTo(new Result.Answered(7, new Outcome.Put(9, null)));
    }

    @Test
    void answersOfManyThreadsAllArriveOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 4000));
        List<Taken> taken = new ArrayList<>(fixture.core.take(4000));
        List<Thread> threads = new ArrayList<>();
        while (!taken.isEmpty()) {
            int size = Math.min(taken.size(), 1 + random.nextInt(1000));
            List<Taken> group = List.copyOf(taken.subList(0, size));
            taken.subList(0, size).clear();
            threads.add(new Thread(() -> fixture.core.answerPuts(group)));
        }
        threads.forEach(Thread::start);

        assertThat(client.results(4000))
                .as("seed %d", seed)
                .extracting(Result::id)
                .containsExactlyInAnyOrderElementsOf(longs(4000));
    }

    @Test
    void theClientsTimeoutBecomesTheDeadline() throws Exception {
        RawClient client = fixture.greeted();
        long before = System.nanoTime();
        client.send(RawClient.put(1, "a", 700, Bytes.EMPTY), RawClient.put(2, "b"));

        List<Taken> taken = fixture.core.take(2);

        assertThat(taken.get(0).deadlineNanos() - before)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(700), TimeUnit.MILLISECONDS.toNanos(5_000));
        assertThat(taken.get(1).deadlineNanos() - before).isGreaterThan(TimeUnit.SECONDS.toNanos(9));
    }

    @Test
    void readsGoToTheReaderAndDescriptionsAreAnsweredAtOnce() throws Exception {
        RawClient client = fixture.greeted();
        client.send(read(1, "a"), new Request.DescribeCluster(2));

        assertThat(client.results(1)).containsExactly(new Result.Described(2, fixture.core.describe()));
        Taken read = fixture.core.take(1).get(0);
        assertThat(read.query()).isEqualTo(RangeQuery.of(KeyRange.single(Bytes.utf8("a"))));
        fixture.core.answer(read, new Outcome.Range(5, List.of(), false, 0));
        assertThat(client.results(1))
                .containsExactly(new Result.Answered(1, new Outcome.Range(5, List.of(), false, 0)));
    }

    @Test
    void anUnreadableOperationIsAnsweredAndItsNeighboursAreCarriedOut() throws Exception {
        RawClient client = fixture.greeted();
        Request broken = new Request.Write(
                2, 0, new EncodedCommand(new Put(Bytes.utf8("x"), Bytes.EMPTY), Bytes.utf8("no command at all")));
        client.send(RawClient.put(1, "a"), broken, RawClient.put(3, "c"));

        List<Result> refused = client.results(1);
        assertThat(refused.get(0).id()).isEqualTo(2);
        Failure failure = ((Result.Failed) refused.get(0)).failure();
        assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
        assertThat(failure.certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        fixture.core.answerPuts(fixture.core.take(2));
        assertThat(client.results(2)).extracting(Result::id).containsExactly(1L, 3L);
    }

    @Test
    void aCommandOverTheLimitIsRefusedBeforeItReachesTheLog() throws Exception {
        RawClient client = fixture.greeted();
        Bytes tooLarge = Bytes.wrap(new byte[Limits.MAX_COMMAND_BYTES + 1]);
        Put put = new Put(Bytes.utf8("a"), Bytes.EMPTY);
        client.send(new Request.Write(1, 0, new EncodedCommand(put, tooLarge)), RawClient.put(2, "b"));

        Failure failure = ((Result.Failed) client.results(1).get(0)).failure();
        assertThat(failure.code()).isEqualTo(Failure.Code.MALFORMED);
        assertThat(failure.message()).contains(String.valueOf(Limits.MAX_COMMAND_BYTES));
        assertThat(fixture.core.take(1).get(0).put()).isEqualTo(new Put(Bytes.utf8("b"), Bytes.utf8("value")));
        assertThat(fixture.core.waiting()).isZero();
    }

    @Test
    void aFrameOfLargeValuesIsTakenUp() throws Exception {
        RawClient client = fixture.greeted();
        client.send(
                RawClient.put(1, "a", 0, Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES])),
                RawClient.put(2, "b", 0, Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES])),
                RawClient.put(3, "c", 0, Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES])),
                RawClient.put(4, "d", 0, Bytes.wrap(new byte[Limits.MAX_VALUE_BYTES])));

        fixture.core.answerPuts(fixture.core.take(4));

        assertThat(client.results(4)).hasSize(4);
    }

    @Test
    void largeAnswersAreSpreadOverFramesThatFit() throws Exception {
        RawClient client = fixture.greeted();
        client.send(read(1, "a"), read(2, "b"));
        Outcome.Range page = page(4 << 20);
        List<Taken> reads = fixture.core.take(2);
        reads.get(0).completion().answered(page);
        fixture.core.answer(reads.get(1), new Outcome.Range(1, List.of(), false, 0));

        assertThat(client.next(ServerFrame.Results.class).results())
                .extracting(Result::id)
                .containsExactly(1L);
        assertThat(client.next(ServerFrame.Results.class).results())
                .extracting(Result::id)
                .containsExactly(2L);
    }

    @Test
    void anAnswerThatNoFrameCanCarryIsRejected() throws Exception {
        RawClient client = fixture.greeted();
        client.send(read(1, "a"));
        fixture.core.answer(fixture.core.take(1).get(0), page(9 << 20));

        Outcome outcome = ((Result.Answered) client.results(1).get(0)).outcome();
        assertThat(((Outcome.Rejection) outcome).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aSlowReaderGetsOverloadedInsteadOfAnEndlessQueue() throws Exception {
        RawClient client = fixture.connectSlow();
        client.greet();
        int reads = 40;
        Request[] requests = new Request[reads];
        for (int i = 0; i < reads; i++) {
            requests[i] = read(i, "a");
        }
        client.send(requests);
        Outcome.Range page = page(1 << 20);
        for (Taken read : fixture.core.take(reads)) {
            fixture.core.answer(read, page);
        }
        client.request(1000);

        List<Result> results = client.results(reads);

        long answered =
                results.stream().filter(Result.Answered.class::isInstance).count();
        // What may wait here, what gRPC holds as sent, and the window of the connection.
        assertThat(answered).isBetween(7L, 16L);
        assertThat(results)
                .filteredOn(Result.Failed.class::isInstance)
                .allSatisfy(result -> assertThat(((Result.Failed) result).failure())
                        .returns(Failure.Code.OVERLOADED, Failure::code)
                        .returns(Failure.Certainty.NOT_APPLIED, Failure::certainty));
    }

    @Test
    void aChangeOfLeaderIsPushed() throws Exception {
        RawClient client = fixture.greeted();
        Leader next = new Leader("n2", "127.0.0.1:7410", 4);
        fixture.core.leaderIs(next);
        assertThat(client.next(ServerFrame.LeaderChanged.class).leader()).isEqualTo(next);

        fixture.core.leaderIs(null);
        assertThat(client.next(ServerFrame.LeaderChanged.class).leader()).isNull();
    }

    @Test
    void theFirstFrameMustBeAHello() {
        RawClient client = fixture.connect();
        client.send(RawClient.put(1, "a"));

        assertEnd(client, Status.Code.FAILED_PRECONDITION, "the first frame must be a hello");
        assertThat(fixture.core.waiting()).isZero();
    }

    @Test
    void aSecondHelloEndsTheStream() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.hello());

        assertEnd(client, Status.Code.FAILED_PRECONDITION, "a second hello");
    }

    @Test
    void versionsWithNothingInCommonAreRefusedNamingBothRanges() {
        RawClient client = fixture.connect();
        client.send(new ClientFrame.Hello(7, 9, "futurist", "9.0", Set.of()));

        assertEnd(
                client,
                Status.Code.FAILED_PRECONDITION,
                "client 'futurist' (9.0) speaks 7 to 9, this server (1.2.3) speaks 1 to 1");
    }

    @Test
    void aFrameThatMakesNoSenseEndsItsStreamWithTheReasonAndNoOther() throws Exception {
        RawClient other = fixture.greeted();
        RawClient client = fixture.greeted();
        client.send(new byte[] {-1, -1, -1, -1, -1, -1, -1});

        assertEnd(client, Status.Code.INVALID_ARGUMENT, "unreadable frame: ");
        assertServes(other);
    }

    @Test
    void seededRandomFramesNeverHurtTheServer() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            RawClient client = fixture.connect();
            client.send(noise);
            client.halfClose();
            assertThat(client.end().getCode())
                    .as("seed %d, frame %d", seed, i)
                    .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.FAILED_PRECONDITION, Status.Code.OK);
            client.close();
        }
        assertServes(fixture.greeted());
    }

    @Test
    void aFrameOverTheLimitEndsItsStreamAndNoOther() throws Exception {
        RawClient other = fixture.greeted();
        RawClient client = fixture.greeted();
        client.send(new byte[Limits.MAX_FRAME_BYTES + 1]);
        assertEnd(client, Status.Code.INVALID_ARGUMENT, "bytes");

        RawClient worse = fixture.greeted();
        worse.send(new byte[2 * Limits.MAX_FRAME_BYTES]);
        assertThat(worse.end().isOk()).isFalse();
        assertServes(other);
    }

    @Test
    void aCancelledStreamDropsItsAnswersAndLeavesNothingBehind() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 10));
        List<Taken> taken = fixture.core.take(10);
        client.cancel();
        client.end();
        fixture.core.answerPuts(taken);

        assertServes(fixture.greeted());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(MetricsText.of(fixture.metrics)).contains("holdfast_streams_open_count 1\n"));
    }

    @Test
    void aClientThatIsDoneGetsItsAnswersAndThenTheEnd() throws Exception {
        RawClient client = fixture.greeted();
        client.send(RawClient.puts(0, 2));
        List<Taken> taken = fixture.core.take(2);
        client.halfClose();
        fixture.core.answerPuts(taken.subList(0, 1));
        assertThat(client.results(1)).hasSize(1);
        assertThat(client.ended()).isFalse();
        fixture.core.answerPuts(taken.subList(1, 2));

        assertThat(client.results(1)).hasSize(1);
        assertThat(client.end().isOk()).isTrue();
    }

    private void assertServes(RawClient client) throws InterruptedException {
        client.send(RawClient.put(99, "still"));
        fixture.core.answerPuts(fixture.core.take(1));
        assertThat(client.results(1)).extracting(Result::id).containsExactly(99L);
    }

    static void assertEnd(RawClient client, Status.Code code, String words) {
        Status end = client.end();
        assertThat(end.getCode()).as(end.toString()).isEqualTo(code);
        assertThat(end.getDescription()).contains(words);
    }

    private static Request read(long id, String key) {
        return new Request.Read(id, 0, RangeQuery.of(KeyRange.single(Bytes.utf8(key))));
    }

    private static Outcome.Range page(int bytes) {
        List<KeyValue> keyValues = new ArrayList<>();
        int value = 1 << 19;
        for (int i = 0; i * value < bytes; i++) {
            keyValues.add(new KeyValue(Bytes.utf8("k" + i), Bytes.wrap(new byte[value]), 1, 1, 1, 0));
        }
        return new Outcome.Range(1, keyValues, false, keyValues.size());
    }

    private static List<Long> longs(int count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
