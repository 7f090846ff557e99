package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.event.Event;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import io.holdfast.wire.WatchRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches on a native stream: requests in, pushes out, at the client's pace. */
class GatewayWatchTest {
    private static final WatchSpec ALL = WatchSpec.of(KeyRange.ALL, 0);

    /** Of 100 000 bytes each: several times what the windows of a connection hold. */
    private static final int PUSHES = 300;

    @TempDir
    Path folder;

    private GatewayFixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = GatewayFixture.start(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void requestsReachTheHubInOrderAndPushesComeBackGathered() throws InterruptedException {
        RawClient raw = fixture.greeted();
        FakeWatches.Stream stream = watching(raw);
        raw.send(new ClientFrame.Watches(
                List.of(new WatchRequest.Create(2, ALL), new WatchRequest.Cancel(2), new WatchRequest.Progress())));
        assertThat(List.of(stream.nextAsked(), stream.nextAsked(), stream.nextAsked()))
                .containsExactly("create 2", "cancel 2", "progress");

        List<WatchPush> pushes = List.of(new WatchPush.Begun(1, 7), events(1, 7, 10), new WatchPush.Progress(8));
        stream.push(pushes);
        assertThat(raw.next(ServerFrame.Watched.class).pushes()).isEqualTo(pushes);
    }

    @Test
    void aFrameOfPushesEndsAfterAQuarterOfAMebibyte() throws InterruptedException {
        RawClient raw = fixture.greeted();
        FakeWatches.Stream stream = watching(raw);
        stream.push(LongStream.range(0, 10)
                .<WatchPush>mapToObj(revision -> events(1, revision + 1, 100_000))
                .toList());

        List<Integer> sizes = new ArrayList<>();
        while (sizes.stream().mapToInt(size -> size).sum() < 10) {
            sizes.add(raw.next(ServerFrame.Watched.class).pushes().size());
        }
        assertThat(sizes).containsExactly(3, 3, 3, 1);
    }

    @Test
    void resultsAndPushesTakeTurns() throws InterruptedException {
        RawClient raw = fixture.connectSlow();
        raw.greet();
        FakeWatches.Stream stream = watching(raw);
        raw.send(RawClient.puts(1, 3));
        List<FakeCore.Taken> taken = fixture.core.take(3);
        fillUp(stream);
        for (FakeCore.Taken each : taken) {
            fixture.core.answerPuts(List.of(each));
        }
        raw.request(1_000);

        int pushesBefore = 0;
        List<Result> results = new ArrayList<>();
        while (results.isEmpty()) {
            ServerFrame frame = raw.next(ServerFrame.class);
            if (frame instanceof ServerFrame.Results some) {
                results.addAll(some.results());
            } else {
                pushesBefore++;
            }
        }
        assertThat(results).as("all that gathered, at the first chance").hasSize(3);
        assertThat(pushesBefore).as("only what gRPC had taken before").isLessThan(30);
        assertThat(raw.next(ServerFrame.class)).isInstanceOf(ServerFrame.Watched.class);
    }

    @Test
    void aClientThatDoesNotReadIsNotPolledFor() throws InterruptedException {
        RawClient raw = fixture.connectSlow();
        raw.greet();
        FakeWatches.Stream stream = watching(raw);
        int polled = fillUp(stream);
        stream.push(List.of(new WatchPush.Progress(9)));

        assertThat(polled).as("what the connection's windows hold").isLessThan(200);
        assertThat(stream.polled).hasValue(polled);
        raw.request(1_000);
        await().untilAsserted(() -> assertThat(stream.polled.get()).isGreaterThan(PUSHES));
    }

    @Test
    void aClientThatLeavesItsAnswersUnreadIsNotReadFrom() throws InterruptedException {
        RawClient raw = fixture.greeted();
        FakeWatches.Stream stream = watching(raw);
        stream.unanswered.set(Limits.MAX_WATCHES + 1);
        raw.send(new ClientFrame.Watches(List.of(new WatchRequest.Create(2, ALL))));
        assertThat(stream.nextAsked()).isEqualTo("create 2");
        raw.send(new ClientFrame.Watches(List.of(new WatchRequest.Create(3, ALL))));
        raw.send(RawClient.put(1, "key"));
        stream.push(List.of(new WatchPush.Begun(1, 7)));
        raw.next(ServerFrame.Watched.class);
        assertThat(stream.asked).isEmpty();

        stream.unanswered.set(0);
        stream.push(List.of(new WatchPush.Begun(2, 7)));
        assertThat(stream.nextAsked()).isEqualTo("create 3");
        assertThat(fixture.core.take(1)).hasSize(1);
    }

    @Test
    void aClientIsReadFromAgainWhenItsRequestsAreDoneWithoutAPush() throws InterruptedException {
        RawClient raw = fixture.greeted();
        FakeWatches.Stream stream = watching(raw);
        stream.unanswered.set(Limits.MAX_WATCHES + 1);
        raw.send(new ClientFrame.Watches(List.of(new WatchRequest.Create(2, ALL))));
        assertThat(stream.nextAsked()).isEqualTo("create 2");
        raw.send(new ClientFrame.Watches(List.of(new WatchRequest.Create(3, ALL))));
        stream.unanswered.set(0);
        stream.push(List.of());
        assertThat(stream.nextAsked()).isEqualTo("create 3");
    }

    @Test
    void watchesEndWithTheStreamAndWhenTheServerGoesAway() throws InterruptedException {
        RawClient cancelled = fixture.greeted();
        FakeWatches.Stream first = watching(cancelled);
        cancelled.cancel();
        await().untilAsserted(() -> assertThat(first.closed).isTrue());

        RawClient sentAway = fixture.greeted();
        FakeWatches.Stream second = watching(sentAway);
        fixture.gateway.goAway("stopping");
        sentAway.next(ServerFrame.GoAway.class);
        await().untilAsserted(() -> assertThat(second.closed).isTrue());
    }

    /** Opens watch 1. */
    private FakeWatches.Stream watching(RawClient raw) throws InterruptedException {
        int known = fixture.core.watches.streams.size();
        raw.send(new ClientFrame.Watches(List.of(new WatchRequest.Create(1, ALL))));
        await().until(() -> fixture.core.watches.streams.size() > known);
        FakeWatches.Stream stream = fixture.core.watches.streams.get(known);
        assertThat(stream.nextAsked()).isEqualTo("create 1");
        return stream;
    }

    /** Pushes until the client's side is full; says how often it was polled for that. */
    private static int fillUp(FakeWatches.Stream stream) {
        stream.push(LongStream.range(0, PUSHES)
                .<WatchPush>mapToObj(revision -> events(1, revision + 1, 100_000))
                .toList());
        int before;
        do {
            before = stream.polled.get();
            int seen = before;
            await().during(Duration.ofMillis(300)).until(() -> stream.polled.get() >= seen);
        } while (stream.polled.get() != before);
        return before;
    }

    private static WatchPush events(long watch, long after, int valueBytes) {
        KeyValue keyValue = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[valueBytes]), 1, after + 1, 1, 0);
        return new WatchPush.Events(watch, after, after + 1, List.of(new Event(Event.Kind.PUT, keyValue, null)));
    }
}
