package io.holdfast.server.watch;

import static io.holdfast.server.watch.HubFixture.ANY;
import static io.holdfast.server.watch.HubFixture.delete;
import static io.holdfast.server.watch.HubFixture.key;
import static io.holdfast.server.watch.HubFixture.prefix;
import static io.holdfast.server.watch.HubFixture.put;
import static io.holdfast.server.watch.HubFixture.since;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.watch.WatchPush;
import io.holdfast.model.watch.WatchSpec;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a watch is given, push by push. */
class HistoryHubTest {
    private final HubFixture fixture = new HubFixture();
    private final ModelClient client = fixture.client("client");

    @Test
    void aWatchIsToldThatItBeganThenWhatHappensAfterwards() {
        fixture.apply(put("a", "before"));
        client.create(1, since(key("a"), 0));
        fixture.drain(client);
        fixture.apply(put("a", "1"), put("b", "other"));
        fixture.apply(delete(key("a")));
        fixture.drain(client);

        assertThat(client.pushes).hasSize(2);
        assertThat(client.seen(1).start).isEqualTo(2);
        assertThat(client.seen(1).events).hasSize(2);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aClientIsWokenOnceUntilItHasReadEverything() {
        client.create(1, since(prefix("k"), 0));
        client.create(2, since(prefix("k"), 0));
        fixture.run();
        fixture.apply(put("k1", "v"));
        fixture.apply(put("k2", "v"));
        assertThat(client.woken).hasValue(1);
        fixture.drain(client);
        fixture.apply(put("other", "v"));
        assertThat(client.woken).as("nothing for this client").hasValue(1);
        fixture.apply(put("k3", "v"));
        assertThat(client.woken).hasValue(2);
    }

    @Test
    void aWriteThatWasDoneWhenTheWatchWasMadeIsNotShown() {
        client.create(1, since(KeyRange.ALL, 0));
        fixture.drain(client);
        fixture.applyOnly(put("a", "1"));
        client.create(2, since(KeyRange.ALL, 0));
        fixture.drain(client);

        assertThat(client.seen(1).events).hasSize(1);
        assertThat(client.seen(2).events).isEmpty();
        assertThat(client.seen(2).start).isEqualTo(2);
    }

    @Test
    void aWatchOfThePastIsGivenThePastThenThePresentWithoutGapOrDuplicate() {
        for (int i = 0; i < 5_000; i++) {
            fixture.apply(put("k" + i % 100, "v" + i));
        }
        client.create(1, since(prefix("k7"), 10));
        client.create(2, since(key("k42"), 10));
        fixture.applyOnly(put("k7", "now"));
        fixture.drain(client);
        fixture.apply(put("k7", "later"));
        fixture.drain(client);

        assertThat(client.seen(1).events).hasSizeGreaterThan(500);
        assertThat(client.seen(2).events).hasSize(50);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aRevisionOfTheFutureIsWaitedForInSilence() {
        client.create(1, since(KeyRange.ALL, 4));
        fixture.apply(put("a", "2"));
        fixture.apply(put("a", "3"));
        fixture.drain(client);
        assertThat(client.pushes).containsExactly(new WatchPush.Begun(1, 3));
        fixture.apply(put("a", "4"));
        fixture.drain(client);

        assertThat(client.seen(1).events).extracting(event -> event.revision()).containsExactly(4L);
    }

    @Test
    void aWatchDoesNotBeginBeforeTheNodeIsWhereTheClientHasBeen() {
        client.create(1, new WatchSpec(KeyRange.ALL, 0, false, 3, true, true, false, true));
        fixture.apply(put("a", "2"));
        fixture.drain(client);
        assertThat(client.pushes).isEmpty();
        fixture.apply(put("a", "3"));
        fixture.drain(client);

        assertThat(client.pushes).containsExactly(new WatchPush.Begun(1, 3));
    }

    @Test
    void whatIsFilteredOutStillMovesThePositionByProgress() {
        client.create(1, new WatchSpec(KeyRange.ALL, 0, false, 0, false, true, false, true));
        client.create(2, new WatchSpec(KeyRange.ALL, 0, false, 0, true, false, true, true));
        fixture.drain(client);
        fixture.apply(put("a", "1"));
        fixture.apply(put("a", "2"));
        fixture.apply(delete(key("a")));
        fixture.apply(put("a", "3"));
        fixture.drain(client);
        fixture.passes(Duration.ofSeconds(5));
        fixture.drain(client);

        assertThat(client.seen(1).events).hasSize(1);
        assertThat(client.seen(2).events).hasSize(3);
        assertThat(client.progress).containsExactly(5L);
        client.check(fixture.history, 5L);
    }

    @Test
    void progressIsToldEveryFiveSecondsIfPositionsMoved() {
        client.create(1, since(key("quiet"), 0));
        fixture.drain(client);
        fixture.apply(put("a", "1"));
        fixture.passes(Duration.ofSeconds(4));
        fixture.drain(client);
        assertThat(client.progress).isEmpty();
        fixture.passes(Duration.ofSeconds(1));
        fixture.drain(client);
        fixture.passes(Duration.ofSeconds(6));
        fixture.drain(client);
        assertThat(client.progress).containsExactly(2L);
        fixture.apply(put("quiet", "1"));
        fixture.drain(client);

        client.check(fixture.history, 3L);
    }

    @Test
    void progressOnRequestComesOnlyWhenEveryWatchIsUpToDate() {
        client.create(1, since(prefix("k"), 0));
        fixture.drain(client);
        fixture.applyOnly(put("k", "1"));
        client.stream.requestProgress();
        fixture.run();
        client.poll(1, ANY);
        assertThat(client.progress).isEmpty();
        client.poll(1, ANY);
        assertThat(client.progress).containsExactly(2L);
        client.stream.requestProgress();
        fixture.drain(client);
        assertThat(client.progress).containsExactly(2L, 2L);
    }

    @Test
    void pain15AWatchBelowTheFloorGetsAllKeysThenGoesOn() {
        for (int i = 0; i < 2_000; i++) {
            fixture.apply(put("k" + i % 700, "v" + i));
        }
        fixture.compact();
        client.create(1, since(prefix("k"), 5));
        fixture.run();
        client.poll(3, 2_000);
        fixture.apply(put("k1", "during"), delete(key("k699")));
        while (client.poll(Integer.MAX_VALUE, 2_000) > 0) {
            fixture.run();
        }

        assertThat(client.seen(1).resets).isEqualTo(1);
        assertThat(client.seen(1).keys).hasSize(700);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aResetThatIsCompactedUnderwayBeginsAgain() {
        for (int i = 0; i < 100; i++) {
            fixture.apply(put("k" + i, "v" + i));
        }
        client.create(1, new WatchSpec(prefix("k"), 0, true, 0, true, true, false, true));
        fixture.run();
        client.poll(4, 500);
        assertThat(client.seen(1).resetting).isTrue();
        fixture.apply(put("k5", "new"), delete(key("k90")));
        fixture.compact();
        fixture.drain(client);

        assertThat(client.seen(1).resets).isEqualTo(2);
        assertThat(client.seen(1).keys).hasSize(99);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aWatchThatWantsNoResetEndsWithTheFloor() {
        for (int i = 0; i < 10; i++) {
            fixture.apply(put("a", "v" + i));
        }
        fixture.apply(new Compact(8));
        client.create(1, new WatchSpec(KeyRange.ALL, 7, false, 0, true, true, false, false));
        client.create(2, new WatchSpec(KeyRange.ALL, 8, false, 0, true, true, false, false));
        fixture.drain(client);

        Rejection why = rejection(1);
        assertThat(why.reason()).isEqualTo(Reason.COMPACTED);
        assertThat(why.bound()).isEqualTo(8);
        assertThat(client.pushes.get(0)).isEqualTo(new WatchPush.Begun(1, 6));
        assertThat(client.seen(2).events).extracting(event -> event.revision()).containsExactly(8L, 9L, 10L, 11L);
    }

    @Test
    void aLaggingWatchIsResetOnlyIfWhatItMissedIsGone() {
        client.create(1, since(key("busy"), 0));
        client.create(2, since(key("quiet"), 0));
        fixture.drain(client);
        fixture.apply(put("busy", "1"));
        for (int i = 0; i < 20; i++) {
            fixture.apply(put("other", "v" + i));
        }
        fixture.apply(put("quiet", "1"));
        fixture.compact();
        fixture.drain(client);

        assertThat(client.seen(1).resets).isEqualTo(1);
        assertThat(client.seen(2).resets).isZero();
        assertThat(client.seen(2).events).hasSize(1);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void pain28AGiantDeletionIsGivenInFragments() {
        for (int i = 0; i < 3_000; i++) {
            fixture.applyOnly(put("k" + i, "v"));
        }
        client.create(1, since(KeyRange.ALL, 0));
        client.create(2, since(prefix("k29"), 0));
        fixture.drain(client);
        fixture.apply(delete(KeyRange.ALL));
        fixture.apply(put("after", "1"));
        while (client.poll(Integer.MAX_VALUE, 10_000) > 0) {
            fixture.run();
        }

        assertThat(client.seen(1).fragments).isGreaterThan(10);
        assertThat(client.seen(2).fragments).isZero();
        assertThat(client.seen(1).position).isEqualTo(fixture.state.revision());
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void whatWasCancelledIsSilentAndItsNumberFree() {
        client.create(1, since(KeyRange.ALL, 0));
        fixture.drain(client);
        fixture.apply(put("a", "1"));
        client.stream.cancel(1);
        client.stream.cancel(99);
        fixture.apply(put("a", "2"));
        fixture.drain(client);

        assertThat(client.pushes).containsExactly(new WatchPush.Begun(1, 1), new WatchPush.Cancelled(1));
        client.create(1, since(KeyRange.ALL, 2));
        fixture.drain(client);
        client.check(fixture.history, fixture.state.revision());
        assertThat(fixture.hub.count()).isEqualTo(1);
    }

    @Test
    void aWatchThatMakesNoSenseEndsWithItsReason() {
        client.stream.create(1, since(KeyRange.between(Bytes.utf8("b"), Bytes.utf8("a")), 0));
        client.stream.create(2, since(KeyRange.single(Bytes.EMPTY), 0));
        client.stream.create(3, since(KeyRange.single(Bytes.wrap(new byte[Limits.MAX_KEY_BYTES + 2])), 0));
        client.create(4, since(KeyRange.ALL, 0));
        client.stream.create(4, since(key("a"), 0));
        client.poll(4, ANY);

        assertThat(rejection(1).reason()).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(rejection(2).reason()).isEqualTo(Reason.KEY_EMPTY);
        assertThat(rejection(3).reason()).isEqualTo(Reason.KEY_TOO_LARGE);
        assertThat(rejection(4).message()).contains("number 4 exists");
        assertThat(fixture.hub.count()).as("the first of number 4 lives").isEqualTo(1);
    }

    @Test
    void aStreamCarriesSoManyWatchesAndANodeSoMuchMemory() {
        for (int i = 1; i <= Limits.MAX_WATCHES + 1; i++) {
            client.stream.create(i, since(key("k" + i), 0));
        }
        assertThat(client.stream.unanswered())
                .as("those that wait for their turn, and a refusal")
                .isEqualTo(Limits.MAX_WATCHES + 1);
        client.poll(1, ANY);
        assertThat(rejection(Limits.MAX_WATCHES + 1).bound()).isEqualTo(Limits.MAX_WATCHES);

        HubFixture small = new HubFixture(3 * (Watch.BYTES + 1));
        ModelClient crowd = small.client("crowd");
        for (int i = 1; i <= 4; i++) {
            crowd.create(i, since(key("k"), 0));
        }
        small.drain(crowd);
        assertThat(crowd.ended.keySet()).containsExactly(4L);
        crowd.stream.cancel(1);
        crowd.create(5, since(key("k"), 0));
        small.drain(crowd);
        assertThat(crowd.watches.keySet()).containsExactly(2L, 3L, 5L);
    }

    @Test
    void pain28AReaderThatNeverReadsHoldsUpNobodyAndKeepsNothing() {
        ModelClient never = fixture.client("never");
        never.stream.create(1, since(KeyRange.ALL, 0));
        client.create(1, since(KeyRange.ALL, 0));
        fixture.drain(client);
        for (int i = 0; i < 3_000; i++) {
            fixture.apply(new Put(Bytes.utf8("k"), Bytes.wrap(new byte[100])));
            fixture.drain(client);
        }

        assertThat(never.stream.unanswered())
                .as("the answer that it began, and nothing else")
                .isEqualTo(1);
        assertThat(never.woken).hasValue(1);
        client.check(fixture.history, fixture.state.revision());
    }

    @Test
    void aLongBacklogLetsOthersHaveTheirTurn() {
        for (int i = 0; i < 40; i++) {
            fixture.apply(new Put(Bytes.utf8("big" + i), Bytes.wrap(new byte[100_000])));
        }
        client.create(1, since(prefix("big"), 2));
        fixture.run();
        int before = client.poll(Integer.MAX_VALUE, 200_000);
        assertThat(client.seen(1).events)
                .as("a turn ends before the backlog does")
                .hasSizeLessThan(20);
        int woken = client.woken.get();
        fixture.run();
        assertThat(client.woken.get()).as("and comes again by itself").isGreaterThan(woken);
        fixture.drain(client);

        assertThat(before).isPositive();
        assertThat(client.seen(1).events).hasSize(40);
    }

    @Test
    void aClosedStreamIsForgottenAndNeverWokenAgain() {
        client.create(1, since(KeyRange.ALL, 0));
        client.create(2, new WatchSpec(KeyRange.ALL, 0, false, 99, true, true, false, true));
        fixture.drain(client);
        int woken = client.woken.get();
        client.stream.close();
        client.stream.close();
        client.stream.create(3, since(KeyRange.ALL, 0));
        fixture.apply(put("a", "1"));

        assertThat(fixture.hub.count()).isZero();
        assertThat(client.woken).hasValue(woken);
        assertThat(client.stream.poll(ANY)).isNull();
        fixture.applyOnly(put("a", "2"));
        assertThat(fixture.tasks).as("nobody watches: apply wakes nobody").isEmpty();
    }

    @Test
    void aHubThatFellBelowTheFloorMakesEveryWatchLookAgain() {
        client.create(1, since(KeyRange.ALL, 0));
        client.create(2, since(key("never"), 0));
        fixture.drain(client);
        for (int i = 0; i < 50; i++) {
            fixture.applyOnly(put("a", "v" + i));
        }
        fixture.applyOnly(new Compact(40));
        fixture.drain(client);

        assertThat(client.seen(1).resets).isEqualTo(1);
        client.check(fixture.history, fixture.state.revision());
    }

    private Rejection rejection(long watch) {
        return Objects.requireNonNull(client.ended.get(watch), "watch " + watch + " did not end");
    }
}
