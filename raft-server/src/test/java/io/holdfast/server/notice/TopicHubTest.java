package io.holdfast.server.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.NoticeHub.NoticeStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TopicHubTest {
    private static final Topic A = new Topic(TopicKind.ELECTION, "a");
    private static final Topic B = new Topic(TopicKind.ELECTION, "b");
    private static final Topic CONFIG_A = new Topic(TopicKind.CONFIG, "a");

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final TopicHub hub = new TopicHub(tasks::add, new ServerMetrics().notices());

    @Test
    void whoeverSubscribedIsToldAndNobodyElse() {
        Client a = new Client(A);
        Client b = new Client(B);
        Client config = new Client(CONFIG_A);
        hub.applied(List.of(A));
        run();
        assertThat(a.heard()).containsExactly(A);
        assertThat(b.heard()).isEmpty();
        assertThat(config.heard()).isEmpty();
        assertThat(b.woken + config.woken).isZero();
    }

    @Test
    void theApplyThreadGoesOverNobodyItself() {
        Client client = new Client(A);
        hub.applied(List.of(A));
        assertThat(client.woken).isZero();
        assertThat(client.heard()).isEmpty();
        run();
        assertThat(client.woken).isEqualTo(1);
        assertThat(client.heard()).containsExactly(A);
    }

    @Test
    void manyChangesAreOneNoticeForAClientThatTakesNone() {
        Client client = new Client(A, B);
        for (int i = 0; i < 1_000; i++) {
            hub.applied(List.of(B, A));
            run();
        }
        assertThat(client.woken).as("it has not polled since").isEqualTo(1);
        assertThat(client.heard()).containsExactly(B, A);
        hub.applied(List.of(A));
        run();
        assertThat(client.woken).isEqualTo(2);
        assertThat(client.heard()).containsExactly(A);
    }

    @Test
    void changesDuringARoundMakeOneMoreRoundHoweverManyTheyAre() {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 2 * Audience.SHARE + 1; i++) {
            clients.add(new Client(A));
        }
        hub.applied(List.of(A));
        step();
        assertThat(tasks).as("others have their turn between shares").hasSize(1);
        clients.forEach(Client::heard);
        Client late = new Client(A);
        for (int i = 0; i < 1_000; i++) {
            hub.applied(List.of(A));
        }
        assertThat(tasks).hasSize(1);
        run();
        assertThat(late.heard()).containsExactly(A);
        for (Client client : clients) {
            assertThat(client.heard()).containsExactly(A);
            assertThat(client.woken).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anInstalledSnapshotMayHaveChangedEveryTopic() {
        Client first = new Client(A, CONFIG_A);
        Client second = new Client(B);
        hub.installed();
        run();
        assertThat(first.heard()).containsExactlyInAnyOrder(A, CONFIG_A);
        assertThat(second.heard()).containsExactly(B);
    }

    @Test
    void askingTwiceChangesNothing() {
        Client client = new Client(A, A);
        hub.applied(List.of(A));
        run();
        assertThat(client.heard()).containsExactly(A);
        client.stream.unsubscribe(A);
        client.stream.unsubscribe(A);
        assertThat(hub.topics()).isZero();
    }

    @Test
    void whoeverUnsubscribedHearsNothingNotEvenWhatWasKept() {
        Client client = new Client(A, B);
        hub.applied(List.of(A, B));
        run();
        client.stream.unsubscribe(A);
        assertThat(client.heard()).containsExactly(B);
        hub.applied(List.of(A));
        assertThat(tasks).isEmpty();
    }

    @Test
    void aStreamHasSoManyTopicsAndNoMore() {
        Client client = new Client();
        for (int i = 0; i < Limits.MAX_TOPICS; i++) {
            assertThat(client.stream.subscribe(topic(i))).isTrue();
        }
        assertThat(client.stream.subscribe(A)).isFalse();
        assertThat(client.stream.subscribe(topic(0))).as("it has that one").isTrue();
        hub.applied(List.of(A));
        assertThat(tasks).isEmpty();
        client.stream.unsubscribe(topic(0));
        assertThat(client.stream.subscribe(A)).isTrue();
    }

    @Test
    void aClosedStreamIsToldOfNothingAndLeavesNothing() {
        Client client = new Client(A, B);
        Client other = new Client(B);
        hub.applied(List.of(A));
        run();
        client.stream.close();
        assertThat(client.heard()).isEmpty();
        assertThat(hub.topics()).isEqualTo(1);
        client.stream.subscribe(CONFIG_A);
        assertThat(hub.topics()).isEqualTo(1);
        hub.applied(List.of(A, B, CONFIG_A));
        run();
        assertThat(client.heard()).isEmpty();
        assertThat(other.heard()).containsExactly(B);
    }

    @Test
    void noChangeAfterASubscriptionIsLostWhileStreamsComeAndGo() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        TopicHub busy = new TopicHub(executor, new ServerMetrics().notices());
        AtomicInteger applied = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Thread apply = new Thread(() -> {
            while (done.getCount() > 0) {
                applied.incrementAndGet();
                busy.applied(List.of(A, B));
            }
        });
        apply.start();
        try {
            for (int i = 0; i < 500; i++) {
                NoticeStream passing = busy.open(() -> {});
                passing.subscribe(A);
                CountDownLatch woken = new CountDownLatch(1);
                NoticeStream staying = busy.open(woken::countDown);
                staying.subscribe(A);
                passing.close();
                assertThat(woken.await(10, TimeUnit.SECONDS)).as("round %s", i).isTrue();
                assertThat(staying.poll()).isEqualTo(A);
                staying.close();
            }
        } finally {
            done.countDown();
            apply.join(TimeUnit.SECONDS.toMillis(10));
            executor.shutdown();
        }
        assertThat(busy.topics()).isZero();
    }

    private static Topic topic(int i) {
        return new Topic(TopicKind.ELECTION, "t" + i);
    }

    private void step() {
        tasks.remove().run();
    }

    private void run() {
        while (!tasks.isEmpty()) {
            step();
        }
    }

    /** A stream and what it was told. */
    private final class Client {
        private int woken;
        private final NoticeStream stream = hub.open(() -> woken++);

        Client(Topic... topics) {
            for (Topic topic : topics) {
                stream.subscribe(topic);
            }
        }

        List<Topic> heard() {
            List<Topic> all = new ArrayList<>();
            for (Topic topic = stream.poll(); topic != null; topic = stream.poll()) {
                all.add(topic);
            }
            return all;
        }
    }
}
