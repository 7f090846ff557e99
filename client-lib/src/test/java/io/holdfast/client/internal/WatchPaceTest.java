package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.watch.WatchSpec;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Slow consumers, closing, limits, and what is said when nothing is heard. */
class WatchPaceTest extends WatchCluster {
    private static final WatchBounds FIVE = new WatchBounds(5, 1 << 20);

    @Test
    void aSlowConsumerCostsItsBufferAndThenOnlyItsPlace() {
        WatchingNode node = node();
        Follower slow = follow(WatchSpec.of(JOBS, 2), FIVE);
        Follower fast = follow(WatchSpec.of(JOBS, 2));
        node.pushSize = 1;
        for (int i = 0; i < 50; i++) {
            history.put("v" + i, "jobs/a");
        }
        node.serveAll();
        assertThat(slow.feed.phase()).isEqualTo(WatchPhase.BEHIND);
        assertThat(node.watches()).as("nothing of it waits at the node").isEqualTo(1);
        fast.takeAll();
        assertThat(fast.events).isEqualTo(50);
        int rounds = 0;
        while (slow.position < history.revision()) {
            int before = slow.events;
            slow.takeAll();
            assertThat(slow.events - before).isLessThanOrEqualTo(5 + node.pushSize);
            loop.settle();
            node.serveAll();
            rounds++;
        }
        assertThat(rounds).isGreaterThan(5);
        slow.isAt(history.revision());
    }

    @Test
    void aSnapshotLargerThanTheBufferReachesASlowConsumer() {
        history.put("a", keys("jobs/", 60).toArray(String[]::new));
        WatchingNode node = node();
        Follower slow = follow(snapshot(JOBS), FIVE);
        for (int i = 0; i < 100 && slow.position < history.revision(); i++) {
            node.serveAll();
            slow.take();
            loop.settle();
        }
        assertThat(slow.resets).isEqualTo(1);
        slow.isAt(history.revision());
        history.put("b", "jobs/007");
        node.serveAll();
        slow.takeAll();
        slow.isAt(history.revision());
    }

    @Test
    void nothingComesAfterAWatchIsClosedWhateverIsUnderWay() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 2));
        history.put("a", "jobs/a");
        node.serve(1);
        follower.feed.close();
        node.serveAll();
        loop.settle();
        assertThat(follower.take()).isFalse();
        assertThat(node.watches()).isZero();
        follower.feed.close();
        Follower next = follow(WatchSpec.of(JOBS, 2));
        node.serveAll();
        next.takeAll();
        assertThat(next.events).isEqualTo(1);
    }

    @Test
    void oneWatchTooManyIsRefusedAndAClosedOneMakesRoom() {
        WatchFeed.Terms terms = new WatchFeed.Terms(WatchSpec.of(JOBS, 0), FIVE, false, STALE_NANOS);
        WatchFeed first = Objects.requireNonNull(watches.open(terms, () -> {}));
        for (int i = 1; i < Limits.MAX_WATCHES; i++) {
            assertThat(watches.open(terms, () -> {})).isNotNull();
        }
        assertThat(watches.open(terms, () -> {})).isNull();
        first.close();
        loop.settle();
        assertThat(watches.open(terms, () -> {})).isNotNull();
    }

    @Test
    void tenThousandWatchesOfLongKeysComeInFramesThatAnyNodeReads() {
        byte[] start = new byte[Limits.MAX_KEY_BYTES];
        byte[] end = new byte[Limits.MAX_KEY_BYTES];
        java.util.Arrays.fill(start, (byte) 'a');
        java.util.Arrays.fill(end, (byte) 'b');
        KeyRange range = KeyRange.between(Bytes.wrap(start), Bytes.wrap(end));
        WatchFeed.Terms terms = new WatchFeed.Terms(WatchSpec.of(range, 0), FIVE, false, STALE_NANOS);
        for (int i = 0; i < Limits.MAX_WATCHES; i++) {
            watches.open(terms, () -> {});
        }
        WatchingNode node = node();
        loop.advanceMillis(1);
        node.serve(0);
        assertThat(node.created).hasSize(Limits.MAX_WATCHES);
        assertThat(node.watchFrames)
                .hasSizeGreaterThan(70)
                .allSatisfy(size -> assertThat(size * 2L * Limits.MAX_KEY_BYTES).isLessThan(2 << 20));
    }

    @Test
    void pain15_aWatchSaysWhenNothingProvesThatItIsUpToDateAndGoesOn() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 0));
        for (int i = 0; i < 200; i++) {
            node.serveAll();
            loop.advanceMillis(100);
        }
        follower.takeAll();
        assertThat(follower.stale).as("a quiet cluster is not a stale one").isEmpty();
        node.answering = false;
        for (int i = 0; i < 200; i++) {
            node.serveAll();
            loop.advanceMillis(100);
        }
        follower.takeAll();
        assertThat(follower.stale).as("told once").hasSize(1);
        history.put("a", "jobs/a");
        node = node.stream.aborted ? node() : node;
        node.answering = true;
        for (int i = 0; i < 100; i++) {
            node.serveAll();
            loop.advanceMillis(100);
        }
        follower.takeAll();
        assertThat(follower.position).isEqualTo(history.revision());
        assertThat(follower.feed.proof().revision()).isEqualTo(history.revision());
    }

    @Test
    void pain15_aNodeCutOffFromTheOthersIsLeftThoughItStillTalks() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 0));
        node.serveAll();
        node.applied = history.revision();
        history.put("a", "jobs/a");
        for (int i = 0; i < 120 && !node.stream.aborted; i++) {
            node.serveAll();
            loop.advanceMillis(100);
        }
        assertThat(node.stream.aborted).isTrue();
        loop.advanceMillis(1_000);
        WatchingNode other = node();
        loop.advanceMillis(300);
        other.serveAll();
        follower.takeAll();
        assertThat(follower.position).isEqualTo(history.revision());
        assertThat(follower.events).isEqualTo(1);
    }

    @Test
    void progressIsAskedAgainUntilTheNodeIsAsFarAsWanted() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 0));
        node.serveAll();
        node.applied = history.revision();
        history.put("a", "other/a");
        follower.feed.askProgress(2);
        for (int i = 0; i < 5; i++) {
            loop.advanceMillis(10);
            node.serveAll();
        }
        follower.takeAll();
        assertThat(follower.position).isEqualTo(1);
        node.applied = Long.MAX_VALUE;
        loop.advanceMillis(200);
        node.serveAll();
        follower.takeAll();
        assertThat(follower.position).isEqualTo(2);
    }

    @Test
    void closingTheClientEndsEveryWatchWithAWord() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 0));
        node.serveAll();
        pipeline.close(0, byItself -> {});
        loop.advanceMillis(10);
        follower.takeAll();
        assertThat(follower.failed)
                .isNotNull()
                .satisfies(why -> assertThat(why.kind()).isEqualTo(CallFailure.Kind.CLOSED));
        Follower late = follow(WatchSpec.of(JOBS, 0));
        late.takeAll();
        assertThat(late.failed).isNotNull();
    }
}
