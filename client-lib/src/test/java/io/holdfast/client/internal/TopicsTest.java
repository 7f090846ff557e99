package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Failure;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.ServerFrame;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Subscriptions follow the stream that writes use. */
class TopicsTest extends SimulatedCluster {
    private static final Topic A = new Topic(TopicKind.CONFIG, "a");
    private static final Topic B = new Topic(TopicKind.ELECTION, "a");

    private Topics topics = new Topics(pipeline);
    private int heard;

    @BeforeEach
    void begin() {
        topics = new Topics(pipeline);
        loop.settle();
    }

    private static void subscribed(SimulatedTransport.Opened stream, Request request) {
        stream.receive(new ServerFrame.Results(List.of(new Result.Subscribed(request.id()))));
    }

    private static void notice(SimulatedTransport.Opened stream, Topic... some) {
        stream.receive(new ServerFrame.Noticed(List.of(some)));
    }

    private static Request last(SimulatedTransport.Opened stream) {
        List<Request> all = stream.requests();
        return all.get(all.size() - 1);
    }

    private Runnable subscribe(Topic topic) {
        Runnable removal = topics.subscribe(topic, () -> heard++);
        loop.settle();
        return removal;
    }

    @Test
    void whatIsSubscribedToCountsAsChangedOnceTheNodeTellsOfIt() {
        subscribe(A);
        SimulatedTransport.Opened n1 = leading();
        assertThat(last(n1)).isEqualTo(new Request.Subscribe(last(n1).id(), A));
        assertThat(heard).isZero();
        subscribed(n1, last(n1));
        assertThat(heard).isEqualTo(1);
        notice(n1, B);
        assertThat(heard).isEqualTo(1);
        notice(n1, B, A);
        assertThat(heard).isEqualTo(2);
    }

    @Test
    void everyNewStreamIsAskedAnewAndCountsAsAChange() {
        SimulatedTransport.Opened n1 = leading();
        subscribe(A);
        subscribed(n1, last(n1));
        n1.end(Trouble.unavailable("reset by peer"));
        SimulatedTransport.Opened again = reconnected("n1", new Leader("n1", "n1:7400", 6));
        assertThat(last(again)).isEqualTo(new Request.Subscribe(last(again).id(), A));
        subscribed(again, last(again));
        assertThat(heard).isEqualTo(2);
    }

    @Test
    void aNewLeaderIsAskedAnew() {
        SimulatedTransport.Opened n1 = leading();
        subscribe(A);
        subscribed(n1, last(n1));
        n1.receive(new ServerFrame.LeaderChanged(N2));
        SimulatedTransport.Opened n2 = reconnected("n2", N2);
        assertThat(last(n2)).isInstanceOf(Request.Subscribe.class);
        subscribed(n2, last(n2));
        assertThat(heard).isEqualTo(2);
    }

    @Test
    void oneSubscriptionServesAllListenersOfATopic() {
        SimulatedTransport.Opened n1 = leading();
        Runnable first = subscribe(A);
        subscribed(n1, last(n1));
        Runnable second = subscribe(A);
        assertThat(n1.requests()).hasSize(1);
        assertThat(heard).as("it stands already").isEqualTo(2);
        notice(n1, A);
        assertThat(heard).isEqualTo(4);
        first.run();
        first.run();
        notice(n1, A);
        assertThat(heard).isEqualTo(5);
        second.run();
        loop.settle();
        assertThat(last(n1)).isEqualTo(new Request.Unsubscribe(last(n1).id(), A));
        notice(n1, A);
        assertThat(heard).isEqualTo(5);
        subscribed(n1, last(n1));
        assertThat(topics.size()).isZero();
    }

    @Test
    void whoeverComesWhileTheLastOneLeavesIsSubscribedAgain() {
        SimulatedTransport.Opened n1 = leading();
        Runnable first = subscribe(A);
        subscribed(n1, last(n1));
        first.run();
        loop.settle();
        subscribe(A);
        assertThat(heard).as("the node is about to forget it").isEqualTo(1);
        subscribed(n1, last(n1));
        assertThat(last(n1)).isInstanceOf(Request.Subscribe.class);
        subscribed(n1, last(n1));
        assertThat(heard).isEqualTo(2);
    }

    @Test
    void whoeverLeavesBeforeTheAnswerIsUnsubscribedAfterIt() {
        SimulatedTransport.Opened n1 = leading();
        Runnable only = subscribe(A);
        only.run();
        loop.settle();
        assertThat(n1.requests()).hasSize(1);
        subscribed(n1, last(n1));
        assertThat(heard).isZero();
        assertThat(last(n1)).isInstanceOf(Request.Unsubscribe.class);
        subscribed(n1, last(n1));
        assertThat(topics.size()).isZero();
    }

    @Test
    void aNodeThatDoesNotKnowTopicsIsAskedAgainLater() {
        SimulatedTransport.Opened n1 = leading();
        subscribe(A);
        n1.fail(last(n1), Failure.notApplied(Failure.Code.UNSUPPORTED, "field 10 is not known to this version"));
        assertThat(n1.requests()).hasSize(1);
        loop.advanceMillis(600);
        assertThat(n1.requests()).hasSize(2);
        subscribed(n1, last(n1));
        assertThat(heard).isEqualTo(1);
    }
}
