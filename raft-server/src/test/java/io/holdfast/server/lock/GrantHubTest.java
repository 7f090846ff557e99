package io.holdfast.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.metrics.ServerMetrics;
import io.holdfast.server.port.LockHub.LockStream;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.LockChange;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GrantHubTest {
    private static final String LOCK = "orders";

    private final Set<Long> endedSessions = ConcurrentHashMap.newKeySet();
    private final List<Runnable> tasks = new ArrayList<>();
    private final GrantHub hub = new GrantHub(new Sessions(), tasks::add, new ServerMetrics().locks());

    @Test
    void oneGrantTouchesOneStreamHoweverManyWait() {
        List<Client> clients = new ArrayList<>();
        for (long session = 1; session <= 10_000; session++) {
            Client client = new Client();
            client.follow(session);
            clients.add(client);
        }
        hub.applied(List.of(granted(7_777, 1, 41)));
        runTasks();

        assertThat(clients.stream().mapToInt(client -> client.woken).sum()).isEqualTo(1);
        assertThat(clients.get(7_776).pushes()).containsExactly(new LockPush.Granted(7_777, 1, 41));
        assertThat(clients.get(7_775).pushes()).isEmpty();
    }

    @Test
    void theApplyThreadWakesNobodyItself() {
        Client client = new Client();
        client.follow(1);
        hub.applied(List.of(granted(1, 1, 41)));
        assertThat(client.woken).isZero();
        runTasks();
        assertThat(client.woken).isEqualTo(1);

        hub.applied(List.of(granted(1, 2, 42)));
        hub.applied(List.of(granted(1, 3, 43)));
        assertThat(tasks).as("it has not polled since").isEmpty();
        assertThat(client.pushes()).hasSize(3);
        hub.applied(List.of(granted(1, 4, 44)));
        runTasks();
        assertThat(client.woken).isEqualTo(2);
    }

    @Test
    void aReleaseIsNotPushedAnyOtherEndIs() {
        Client client = new Client();
        client.follow(1);
        for (LockEnd end : LockEnd.values()) {
            hub.applied(List.of(ended(1, 10 + end.number(), end)));
        }

        assertThat(client.pushes())
                .extracting(push -> ((LockPush.Ended) push).end())
                .containsExactlyInAnyOrder(
                        LockEnd.UNKNOWN,
                        LockEnd.SESSION_EXPIRED,
                        LockEnd.SESSION_CLOSED,
                        LockEnd.SESSION_KILLED,
                        LockEnd.REVOKED,
                        LockEnd.MAX_HOLD);
    }

    @Test
    void ofOneAcquisitionTheLatestIsKept() {
        Client client = new Client();
        client.follow(1);
        hub.applied(List.of(granted(1, 1, 41), granted(1, 2, 42), ended(1, 1, LockEnd.REVOKED)));

        assertThat(client.pushes())
                .containsExactly(new LockPush.Ended(1, 1, 41, LockEnd.REVOKED, "why"), new LockPush.Granted(1, 2, 42));
    }

    @Test
    void sessionsOfOneStreamHaveAPushEachInTurn() {
        Client client = new Client();
        client.follow(1);
        client.follow(2);
        hub.applied(List.of(granted(1, 1, 41), granted(1, 2, 42), granted(2, 1, 43)));

        assertThat(client.pushes())
                .containsExactly(
                        new LockPush.Granted(1, 1, 41), new LockPush.Granted(2, 1, 43), new LockPush.Granted(1, 2, 42));
    }

    @Test
    void aClientThatTakesNothingMissesAndIsToldSo() {
        Client client = new Client();
        client.follow(1);
        client.follow(2);
        hub.applied(List.of(granted(2, 1, 1)));
        for (int i = 1; i <= 2 * FollowingStream.MAX_KEPT; i++) {
            hub.applied(List.of(granted(1, i, i)));
        }
        List<LockPush> pushes = client.pushes();
        assertThat(pushes).containsExactly(new LockPush.Granted(2, 1, 1), new LockPush.Missed(1));

        hub.applied(List.of(granted(1, 9, 99_999)));
        assertThat(client.pushes()).as("it hears again").containsExactly(new LockPush.Granted(1, 9, 99_999));
    }

    @Test
    void manySessionsThatOverflowOneStreamMissOneByOne() {
        Client client = new Client();
        int sessions = 3 * FollowingStream.MAX_KEPT;
        for (int i = 1; i <= sessions; i++) {
            client.follow(i);
        }
        for (int i = 1; i <= sessions; i++) {
            hub.applied(List.of(granted(i, 1, i)));
        }
        List<LockPush> pushes = client.pushes();
        assertThat(pushes).extracting(LockPush::session).doesNotHaveDuplicates().hasSize(sessions);
        assertThat(pushes.stream().filter(LockPush.Granted.class::isInstance)).hasSize(FollowingStream.MAX_KEPT);
    }

    @Test
    void anInstalledSnapshotMakesEverySessionMiss() {
        Client first = new Client();
        Client second = new Client();
        first.follow(1);
        first.follow(2);
        second.follow(3);
        hub.applied(List.of(granted(1, 1, 41)));
        hub.installed();
        runTasks();

        assertThat(first.pushes())
                .as("what was kept is older than what the client will ask for")
                .containsExactlyInAnyOrder(new LockPush.Missed(1), new LockPush.Missed(2));
        assertThat(second.pushes()).containsExactly(new LockPush.Missed(3));
        assertThat(second.woken).isEqualTo(1);
    }

    @Test
    void theNewestStreamFollowsASession() {
        Client old = new Client();
        Client young = new Client();
        old.follow(1);
        hub.applied(List.of(granted(1, 1, 41)));
        young.follow(1);
        hub.applied(List.of(granted(1, 2, 42)));

        assertThat(old.pushes()).as("it hears no more, and that it does not").containsExactly(new LockPush.Missed(1));
        assertThat(young.pushes()).containsExactly(new LockPush.Granted(1, 2, 42));
        old.stream.close();
        hub.applied(List.of(granted(1, 3, 43)));
        assertThat(young.pushes()).as("the end of the old one is nothing to it").hasSize(1);
    }

    @Test
    void ofTwoRequestsToFollowTheOneThatCameInLaterCountsThoughItIsAnsweredFirst() {
        Client old = new Client();
        Client young = new Client();
        long early = old.stream.turn();
        young.follow(1);
        old.stream.follow(1, early);
        hub.applied(List.of(granted(1, 1, 41)));

        assertThat(young.pushes()).containsExactly(new LockPush.Granted(1, 1, 41));
        assertThat(old.pushes()).containsExactly(new LockPush.Missed(1));
        assertThat(old.woken).isEqualTo(1);
        assertThat(hub.followed()).isEqualTo(1);
    }

    @Test
    void aStreamHearsThatItLostASessionHoweverManyItFollowsAfter() {
        Client old = new Client();
        Client young = new Client();
        old.follow(1);
        young.follow(1);
        for (long session = 2; session <= 100; session++) {
            old.follow(session);
        }
        assertThat(old.pushes()).containsExactly(new LockPush.Missed(1));
    }

    @Test
    void longMessagesThatAClientDoesNotTakeMakeItMiss() {
        Client client = new Client();
        client.follow(1);
        client.follow(2);
        String message = "m".repeat(2_000);
        int fit = FollowingStream.MAX_KEPT_CHARS / message.length();
        for (int i = 1; i <= fit; i++) {
            hub.applied(List.of(new LockChange.Ended(LOCK, i, 1, i, 0, LockEnd.REVOKED, message)));
        }
        hub.applied(List.of(new LockChange.Ended(LOCK, 1, 1, 1, 0, LockEnd.REVOKED, message)));
        hub.applied(List.of(new LockChange.Ended(LOCK, 9_999, 2, 1, 0, LockEnd.REVOKED, message)));

        List<LockPush> pushes = client.pushes();
        assertThat(pushes).hasSize(fit + 1).contains(new LockPush.Missed(2));
        for (int i = 1; i <= fit; i++) {
            hub.applied(List.of(new LockChange.Ended(LOCK, i, 1, i, 0, LockEnd.REVOKED, message)));
        }
        assertThat(client.pushes()).as("all room is there again").hasSize(fit);
    }

    @Test
    void followingAgainOnTheSameStreamBeginsAnew() {
        Client client = new Client();
        client.follow(1);
        hub.applied(List.of(granted(1, 1, 41)));
        client.follow(1);
        assertThat(client.pushes()).isEmpty();

        hub.applied(List.of(granted(1, 2, 42)));
        assertThat(client.pushes()).containsExactly(new LockPush.Granted(1, 2, 42));
        for (int i = 0; i < 1_000; i++) {
            client.follow(1);
        }
        assertThat(hub.followed()).isEqualTo(1);
        hub.applied(List.of(granted(1, 3, 43)));
        assertThat(client.pushes()).hasSize(1);
    }

    @Test
    void aClosedStreamFollowsNothingAndLeavesNothing() {
        Client client = new Client();
        client.follow(1);
        client.follow(2);
        hub.applied(List.of(granted(1, 1, 41)));
        client.stream.close();
        client.follow(3);
        assertThat(hub.followed()).isZero();
        hub.applied(List.of(granted(2, 1, 42)));
        hub.installed();
        runTasks();
        assertThat(client.pushes()).isEmpty();
    }

    @Test
    void sessionsThatEndedAreLetGoWhileOthersAreFollowed() {
        Client client = new Client();
        for (long session = 1; session <= 20_000; session++) {
            client.follow(session);
            if (session > 100) {
                endedSessions.add(session - 100);
            }
            assertThat(hub.followed()).as("100 live at a time").isLessThan(400);
        }
        hub.applied(List.of(granted(19_950, 1, 41)));
        assertThat(client.pushes()).containsExactly(new LockPush.Granted(19_950, 1, 41));
    }

    @Test
    void aHundredThousandFollowedSessionsFitIntoThirtyMebibytes() {
        long before = retained();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Client client = new Client();
            clients.add(client);
            for (long session = 1; session <= 10_000; session++) {
                client.follow(i * 10_000L + session);
            }
        }
        long bytes = retained() - before;
        assertThat(hub.followed()).isEqualTo(100_000);
        assertThat(bytes).as("%s bytes each", bytes / 100_000).isBetween(1L, 30L << 20);
        assertThat(clients).hasSize(10);
    }

    @Test
    void nothingIsLostOrLeftWhileStreamsComeAndGo() throws Exception {
        ExecutorService wakers = Executors.newSingleThreadExecutor();
        GrantHub busy = new GrantHub(new Sessions(), wakers, new ServerMetrics().locks());
        AtomicInteger applied = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Thread apply = new Thread(() -> {
            while (done.getCount() > 0) {
                int n = applied.incrementAndGet();
                busy.applied(List.of(granted(1, n, n), granted(2, n, n)));
            }
        });
        apply.start();
        try {
            for (int i = 0; i < 2_000; i++) {
                LockStream passing = busy.open(() -> {});
                LockStream staying = busy.open(() -> {});
                passing.follow(1, passing.turn());
                passing.follow(2, passing.turn());
                staying.follow(1, staying.turn());
                passing.poll();
                passing.close();
                int seen = applied.get();
                long token = 0;
                while (token <= seen) {
                    LockPush push = staying.poll();
                    token = push instanceof LockPush.Granted granted
                            ? granted.token()
                            : push == null ? token : seen + 1L;
                }
                staying.close();
            }
        } finally {
            done.countDown();
            apply.join(TimeUnit.SECONDS.toMillis(10));
            wakers.shutdown();
        }
        assertThat(busy.followed()).isZero();
    }

    private static LockChange granted(long session, long acquisition, long token) {
        return new LockChange.Granted(LOCK, token, session, acquisition, 0);
    }

    private static LockChange ended(long session, long acquisition, LockEnd end) {
        return new LockChange.Ended(LOCK, 41, session, acquisition, 0, end, "why");
    }

    private void runTasks() {
        List<Runnable> now = List.copyOf(tasks);
        tasks.clear();
        now.forEach(Runnable::run);
    }

    private static long retained() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A stream and what it was told. */
    private final class Client {
        private int woken;
        private final LockStream stream = hub.open(() -> woken++);

        void follow(long session) {
            stream.follow(session, stream.turn());
        }

        List<LockPush> pushes() {
            List<LockPush> all = new ArrayList<>();
            for (LockPush push = stream.poll(); push != null; push = stream.poll()) {
                all.add(push);
            }
            return all;
        }
    }

    /** Every session there is, but those that ended. */
    private final class Sessions implements SessionDirectory {
        @Override
        public @Nullable String principalOf(long session) {
            return endedSessions.contains(session) ? null : "spiffe://demo/client/app";
        }

        @Override
        public @Nullable SessionRecord sessionOfLease(long lease) {
            return null;
        }
    }
}
