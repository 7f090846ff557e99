package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a watch tells across broken streams, faulty nodes, compactions and slow consumers is the history, once. */
class WatchResumeTest extends WatchCluster {
    @Test
    void pain14_aStreamBrokenAtAnyPointLosesNothingAndRepeatsNothing() {
        for (int point = 0; point < 12; point++) {
            connect(new Random(7), "n1:7400");
            WatchingNode first = node();
            Follower follower = follow(WatchSpec.of(JOBS, 2));
            for (int i = 0; i < 4; i++) {
                history.put("v" + i, "jobs/a", "other/x", "jobs/b");
            }
            history.put("large", keys("jobs/", 10).toArray(String[]::new));
            for (int i = 0; i < point; i++) {
                first.serve(1);
            }
            follower.takeAll();
            WatchingNode second = breakOff(first);
            history.delete(JOBS);
            second.serveAll();
            follower.takeAll();
            follower.isAt(history.revision());
            assertThat(follower.events).as("broken after %d pushes", point).isEqualTo(4 * 2 + 10 + 12);
        }
    }

    @Test
    void pain14_aRevisionSplitByABreakIsNotToldTwiceInPart() {
        WatchingNode first = node();
        Follower follower = follow(WatchSpec.of(JOBS, 2));
        history.put("large", keys("jobs/", 10).toArray(String[]::new));
        first.serve(1);
        first.serve(2);
        follower.takeAll();
        assertThat(follower.events).isEqualTo(6);
        WatchingNode second = breakOff(first);
        assertThat(follower.feed.position()).isEqualTo(1);
        second.pushSize = 4;
        second.serveAll();
        follower.takeAll();
        follower.isAt(2);
        assertThat(follower.events).isEqualTo(10);
    }

    @Test
    void pain14_aGapMadeByAFaultyNodeIsNoticedAndFilled() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 2));
        history.put("a", "jobs/a");
        node.serveAll();
        List<WatchPush> lost = new ArrayList<>();
        node.fault = push -> {
            if (push instanceof WatchPush.Events && lost.isEmpty()) {
                lost.add(push);
                return null;
            }
            return push;
        };
        history.put("b", "jobs/b");
        node.serveAll();
        history.put("c", "jobs/c");
        node.serveAll();
        loop.advanceMillis(100);
        node.serveAll();
        follower.takeAll();
        assertThat(lost).hasSize(1);
        assertThat(node.created).hasSize(2);
        assertThat(node.created.get(1).spec().fromRevision()).isEqualTo(3);
        follower.isAt(history.revision());
    }

    @Test
    void pain14_eventsSentTwiceOrInTheWrongOrderAreNotHandedOn() {
        WatchingNode node = node();
        Follower follower = follow(WatchSpec.of(JOBS, 2));
        List<WatchPush> kept = new ArrayList<>();
        node.fault = push -> {
            if (push instanceof WatchPush.Events && kept.size() == 1) {
                kept.add(push);
                return kept.get(0);
            }
            if (push instanceof WatchPush.Events && kept.isEmpty()) {
                kept.add(push);
            }
            return push;
        };
        history.put("a", "jobs/a");
        node.serveAll();
        history.put("b", "jobs/b");
        node.serveAll();
        loop.advanceMillis(100);
        node.serveAll();
        follower.takeAll();
        follower.isAt(history.revision());
        assertThat(follower.events).isEqualTo(2);
    }

    @Test
    void pain15_compactionWhileAwayIsAResetAndTheWatchGoesOn() {
        WatchingNode first = node();
        Follower follower = follow(WatchSpec.of(JOBS, 2));
        history.put("a", keys("jobs/", 7).toArray(String[]::new));
        first.serveAll();
        WatchingNode second = breakOff(first);
        history.put("b", "jobs/000");
        history.delete(KeyRange.single(Bytes.utf8("jobs/001")));
        history.compact(history.revision());
        second.serveAll();
        history.put("c", "jobs/002");
        second.serveAll();
        follower.takeAll();
        assertThat(follower.resets).isEqualTo(1);
        follower.isAt(history.revision());
    }

    @Test
    void aResetBrokenInTheMiddleIsReadToItsEndAtItsRevision() {
        history.put("a", keys("jobs/", 10).toArray(String[]::new));
        WatchingNode first = node();
        Follower follower = follow(snapshot(JOBS));
        first.serve(3);
        history.put("b", keys("jobs/", 10).toArray(String[]::new));
        WatchingNode second = breakOff(first);
        second.serveAll();
        follower.takeAll();
        assertThat(follower.resets).isEqualTo(1);
        follower.isAt(history.revision());
        assertThat(second.created).singleElement().satisfies(create -> {
            assertThat(create.spec().snapshot()).isFalse();
            assertThat(create.spec().fromRevision()).isEqualTo(3);
        });
    }

    @Test
    void aResetWhoseRestIsCompactedAwayBeginsAnew() {
        history.put("a", keys("jobs/", 10).toArray(String[]::new));
        WatchingNode first = node();
        Follower follower = follow(snapshot(JOBS));
        first.serve(3);
        history.put("b", keys("jobs/", 10).toArray(String[]::new));
        history.put("c", "jobs/005");
        history.compact(history.revision());
        WatchingNode second = breakOff(first);
        second.serveAll();
        follower.takeAll();
        assertThat(follower.resets).isEqualTo(2);
        follower.isAt(history.revision());
    }

    @Test
    void aWatchThatShallEndWhenCompactedSaysSoWithTheFloor() {
        history.put("a", "jobs/a");
        history.put("b", "jobs/b");
        history.compact(3);
        WatchingNode node = node();
        Follower follower = follow(new WatchSpec(JOBS, 2, false, 0, true, true, false, false));
        node.serveAll();
        follower.takeAll();
        assertThat(follower.refused)
                .isNotNull()
                .satisfies(why -> assertThat(why.bound()).isEqualTo(3));
        assertThat(follower.feed.phase()).isEqualTo(WatchPhase.ENDED);
        assertThat(watches.tracks()).isEmpty();
    }

    @Test
    void aNodeThatLagsDoesNotShowThePast() {
        WatchingNode first = node();
        Follower follower = follow(WatchSpec.of(JOBS, 0));
        first.serveAll();
        history.put("a", "jobs/a");
        history.put("b", "jobs/b");
        first.serveAll();
        WatchingNode second = breakOff(first);
        second.applied = 2;
        Follower fromNow = follow(WatchSpec.of(JOBS, 0));
        second.serveAll();
        fromNow.takeAll();
        assertThat(fromNow.feed.phase()).isEqualTo(WatchPhase.STARTING);
        assertThat(second.created)
                .allSatisfy(create -> assertThat(create.spec().atLeast()).isEqualTo(3));
        second.applied = Long.MAX_VALUE;
        second.serveAll();
        fromNow.takeAll();
        follower.takeAll();
        assertThat(fromNow.position).isEqualTo(3);
        assertThat(follower.position).isEqualTo(3);
    }

    @Test
    void pain16_allWatchesComeBackInOneFrameEachFromItsOwnPlace() {
        WatchingNode first = node();
        List<Follower> followers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            followers.add(follow(WatchSpec.of(KeyRange.single(Bytes.utf8("jobs/" + i)), 2)));
        }
        first.serveAll();
        for (int i = 0; i < 100; i++) {
            history.put("v", "jobs/" + i);
            if (i % 10 == 0) {
                first.serve(1);
            }
        }
        first.serveAll();
        WatchingNode second = breakOff(first);
        second.serve(0);
        assertThat(second.watchFrames.get(0)).isGreaterThanOrEqualTo(100);
        assertThat(second.created).hasSize(100);
        assertThat(second.created)
                .anySatisfy(create -> assertThat(create.spec().fromRevision()).isGreaterThan(90));
        second.serveAll();
        followers.forEach(Follower::takeAll);
        assertThat(followers).allSatisfy(follower -> assertThat(follower.events).isEqualTo(1));
    }
}
