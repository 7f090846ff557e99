package io.holdfast.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.grpc.ServerCall;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.trace.SlowRequest;
import io.holdfast.server.trace.SlowRequests;
import io.holdfast.server.trace.Waits;
import io.holdfast.wire.ClientFrame;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What waits for clients that do not read, over all streams of a node. */
class OutboxTest {
    private static final int VALUE = 100_000;

    private static final Request READ =
            new Request.Read(1, 0, RangeQuery.of(KeyRange.single(Bytes.utf8("k"))), ReadLevel.LOCAL);

    private final UnsentAnswers unsent = new UnsentAnswers(5 * VALUE / 2);
    private final Stream first = new Stream();
    private final Stream second = new Stream();

    @Test
    void answersOfAllStreamsTogetherAreBounded() {
        first.answerRead();
        second.answerRead();

        assertThat(unsent.bytes()).isBetween(2L * VALUE, 2L * VALUE + 1_000);
        assertThat(first.outbox.hasRoomFor(VALUE)).isFalse();
        assertThat(second.outbox.hasRoomFor(VALUE)).isFalse();
        second.answerRead();
        assertThat(unsent.bytes())
                .as("a refusal is small, and the client must hear it")
                .isLessThan(2L * VALUE + 2_000);
    }

    @Test
    void whatIsSentMakesRoomAgain() {
        first.answerRead();
        second.answerRead();
        first.reads();

        assertThat(unsent.bytes()).isBetween((long) VALUE, VALUE + 1_000L);
        assertThat(second.outbox.hasRoomFor(VALUE)).isTrue();
    }

    @Test
    void aStreamThatIsGoneGivesItsRoomBackOnceWhateverStillComes() {
        first.answerRead();
        second.answerRead();
        long ofSecond = unsent.bytes() / 2;
        first.outbox.gone();
        first.outbox.gone();
        first.answerRead();

        assertThat(unsent.bytes()).isEqualTo(ofSecond);
        second.outbox.gone();
        assertThat(unsent.bytes()).isZero();
    }

    @Test
    void nothingIsSentBeforeTheHello() {
        when(first.call.isReady()).thenReturn(true);
        first.outbox.leaderChanged();
        first.outbox.goAway("stopping");

        verify(first.call, never()).sendMessage(any());
    }

    private final class Stream {
        @SuppressWarnings("unchecked")
        private final ServerCall<ClientFrame, ServerFrame> call = mock(ServerCall.class);

        private final Account account =
                new Account("spiffe://demo/client/app", false, new PrincipalBounds(1, 100, Limits.MAX_FRAME_BYTES));

        private final ServerMetrics metrics = new ServerMetrics();

        private final SlowRequests slow = SlowRequests.start("n1", Duration.ZERO, (from, to) -> Waits.NONE);

        private final FrameTimes times =
                new FrameTimes(metrics.requests(), slow, new SlowRequest.Caller("app", "127.0.0.1:1"));

        private final Outbox outbox =
                new Outbox(call, 100 * VALUE, unsent, account, times, metrics, () -> FakeCore.LEADER, () -> {});

        void answerRead() {
            KeyValue large = new KeyValue(Bytes.utf8("k"), Bytes.wrap(new byte[VALUE]), 1, 1, 1, 0);
            outbox.opening(0);
            new OpenOperation(outbox, READ, 0, System.nanoTime())
                    .answered(new Outcome.Range(1, List.of(large), false, 1));
        }

        /** The client takes whatever there is. */
        void reads() {
            when(call.isReady()).thenReturn(true);
            outbox.hello(new ServerFrame.Hello(1, "1", "demo", "n1", Set.of(), 1, FakeCore.LEADER));
        }
    }
}
