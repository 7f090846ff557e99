package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.server.port.LockHub.LockStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locks of a real cluster: grants are told, and what the leader times comes true, also under the next leader. */
class LockClusterTest {
    private static final long FIRST = 0xa;
    private static final long NEXT = 0xb;
    private static final long LONG_TTL = 120_000;
    private static final String LOCK = "orders";

    @TempDir
    Path folder;

    private final Map<Long, Long> sequences = new HashMap<>();

    @Test
    void aReleaseGrantsTheNextAndItsOwnerIsToldByEveryNodeThatItAsked() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            open(cluster, FIRST, LONG_TTL);
            open(cluster, NEXT, LONG_TTL);
            List<LockStream> told = new ArrayList<>();
            List<LockStream> others = new ArrayList<>();
            for (String id : cluster.ids()) {
                told.add(following(cluster, id, NEXT));
                others.add(following(cluster, id, FIRST));
            }
            long token = granted(acquire(cluster, FIRST, 0, 0));
            for (LockStream other : others) {
                assertThat(awaitPush(other)).isEqualTo(new LockPush.Granted(FIRST, 1, token));
            }
            assertThat(acquire(cluster, NEXT, 0, 0)).isInstanceOf(LockOutcome.Queued.class);
            once(cluster, FIRST, new LockCommand.Release(FIRST, 1, LOCK));

            for (LockStream stream : told) {
                assertThat(awaitPush(stream)).isEqualTo(new LockPush.Granted(NEXT, 1, token + 1));
                assertThat(stream.poll()).isNull();
            }
            assertThat(others).as("a release is no news to who released").allMatch(stream -> stream.poll() == null);
        }
    }

    @Test
    void theLockOfADeadClientCoolsDownAndGoesToTheNext() throws Exception {
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            open(cluster, FIRST, 1_000);
            open(cluster, NEXT, LONG_TTL);
            String follower = cluster.follower();
            LockStream dead = following(cluster, follower, FIRST);
            LockStream next = following(cluster, follower, NEXT);
            long token = granted(acquire(cluster, FIRST, 0, 700));
            assertThat(awaitPush(dead)).isInstanceOf(LockPush.Granted.class);
            acquire(cluster, NEXT, 0, 0);

            assertThat(awaitPush(dead)).isInstanceOfSatisfying(LockPush.Ended.class, ended -> {
                assertThat(ended.end()).isEqualTo(LockEnd.SESSION_EXPIRED);
                assertThat(ended.token()).isEqualTo(token);
                assertThat(ended.message()).isNotBlank();
            });
            long ended = System.nanoTime();
            assertThat(awaitPush(next)).isEqualTo(new LockPush.Granted(NEXT, 1, token + 1));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended))
                    .as("the follower may have been told a little late that the delay began")
                    .isGreaterThan(400);
        }
    }

    @Test
    void aMaximumHoldIsEndedByTheNextLeaderToo() throws Exception {
        long maxHold = 1_500;
        try (TestCluster cluster = TestCluster.of(folder, 3).started()) {
            open(cluster, FIRST, LONG_TTL);
            open(cluster, NEXT, LONG_TTL);
            String old = cluster.leader();
            String staying = cluster.follower();
            LockStream first = following(cluster, staying, FIRST);
            LockStream next = following(cluster, staying, NEXT);
            long asked = System.nanoTime();
            long token = granted(acquire(cluster, FIRST, maxHold, 0));
            assertThat(awaitPush(first)).isEqualTo(new LockPush.Granted(FIRST, 1, token));
            acquire(cluster, NEXT, maxHold, 0);
            cluster.crash(old);

            assertThat(awaitPush(first))
                    .isInstanceOfSatisfying(
                            LockPush.Ended.class,
                            ended -> assertThat(ended.end()).isEqualTo(LockEnd.MAX_HOLD));
            assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(maxHold));
            assertThat(awaitPush(next)).isEqualTo(new LockPush.Granted(NEXT, 1, token + 1));
            assertThat(awaitPush(next)).isInstanceOf(LockPush.Ended.class);
            LockQuery.One show = new LockQuery.One(LOCK, 0);
            assertThat(cluster.read(cluster.leader(), show).get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Rejection.class,
                            nothing -> assertThat(nothing.reason()).isEqualTo(Reason.LOCK_NOT_FOUND));
        }
    }

    private static LockStream following(TestCluster cluster, String id, long session) {
        LockStream stream = cluster.node(id).locks().open(() -> {});
        stream.follow(session, stream.turn());
        return stream;
    }

    private static LockPush awaitPush(LockStream stream) {
        return TestCluster.patiently().until(stream::poll, push -> push != null);
    }

    private static void open(TestCluster cluster, long session, long ttlMillis) {
        cluster.write(TestCluster.encoded(
                new SessionCommand.Open(session, ttlMillis, "me", "spiffe://test/client/app", "127.0.0.1:1")));
    }

    private Outcome acquire(TestCluster cluster, long session, long maxHoldMillis, long delayMillis) {
        LockClaim claim = new LockClaim(LockMode.EXCLUSIVE, 1, 0, maxHoldMillis, delayMillis, "", "");
        return once(cluster, session, new LockCommand.Acquire(session, 1, LOCK, claim, true));
    }

    private Outcome once(TestCluster cluster, long session, LockCommand command) {
        long sequence = sequences.merge(session, 1L, Long::sum);
        return cluster.write(TestCluster.encoded(new SessionCommand.Once(session, sequence, sequence, command)));
    }

    private static long granted(Outcome outcome) {
        assertThat(outcome).isInstanceOf(LockOutcome.Granted.class);
        return ((LockOutcome.Granted) outcome).token();
    }
}
