package io.holdfast.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.lease.Leading;
import io.holdfast.statemachine.LockChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LockTimerTest {
    private static final long A = 1;
    private static final long B = 2;
    private static final long MAX_HOLD = 2_000;
    private static final long DELAY = 500;

    private final LockFixture node = new LockFixture();

    @BeforeEach
    void open() {
        node.open(A);
        node.open(B);
        node.timer.tick();
    }

    @Test
    void aHoldIsEndedWhenItsMaximumHasPassedAndNotBefore() {
        long acquisition = node.acquire(A, "orders", MAX_HOLD, 0);
        node.run(MAX_HOLD - 20);
        assertThat(node.holds(A, acquisition, "orders")).isTrue();

        node.run(40);
        assertThat(node.holds(A, acquisition, "orders")).isFalse();
        assertThat(ends()).containsExactly(LockEnd.MAX_HOLD);
        assertThat(node.proposed).containsExactly(new LockCommand.EndHold("orders", 1, 1));
        assertThat(node.timer.running()).isZero();
    }

    @Test
    void whoIsGrantedALockAfterWaitingHasItsWholeMaximum() {
        node.acquire(A, "orders", MAX_HOLD, 0);
        node.run(MAX_HOLD / 2);
        long second = node.acquire(B, "orders", MAX_HOLD, 0);
        node.run(MAX_HOLD / 2 + 30);
        assertThat(node.holds(B, second, "orders")).isTrue();

        node.run(MAX_HOLD - 60);
        assertThat(node.holds(B, second, "orders")).isTrue();
        node.run(60);
        assertThat(node.holds(B, second, "orders")).isFalse();
    }

    @Test
    void aHoldThatIsReleasedOrHasNoMaximumIsNotTimed() {
        long timed = node.acquire(A, "orders", MAX_HOLD, 0);
        node.acquire(A, "for ever", 0, 0);
        node.run(20);
        assertThat(node.timer.running()).isEqualTo(1);
        node.release(A, timed, "orders");

        node.run(2 * MAX_HOLD);
        assertThat(node.proposed).isEmpty();
        assertThat(node.timer.running()).isZero();
    }

    @Test
    void aLockDelayIsServedInFullAndThenTheNextOneIsGranted() {
        node.acquire(A, "orders", 0, DELAY);
        long second = node.acquire(B, "orders", 0, 0);
        expire(A);
        node.run(DELAY - 20);
        assertThat(node.holds(B, second, "orders")).isFalse();

        node.run(40);
        assertThat(node.holds(B, second, "orders")).isTrue();
        assertThat(node.proposed).containsExactly(new LockCommand.EndDelay("orders", 1, 1));
    }

    @Test
    void aNewLeaderCountsHoldsAndDelaysFromTheBeginning() {
        long first = node.acquire(A, "orders", MAX_HOLD, 0);
        node.acquire(B, "stock", 0, MAX_HOLD);
        long waiting = node.acquire(A, "stock", 0, 0);
        expire(B);
        node.run(MAX_HOLD - 100);
        node.deposed(false);
        node.run(MAX_HOLD - 20);
        assertThat(node.holds(A, first, "orders")).isTrue();
        assertThat(node.holds(A, waiting, "stock")).isFalse();
        assertThat(node.timer.running()).isEqualTo(2);

        node.run(40);
        assertThat(node.holds(A, first, "orders")).isFalse();
        assertThat(node.holds(A, waiting, "stock")).isTrue();
        assertThat(node.proposed)
                .containsExactlyInAnyOrder(
                        new LockCommand.EndHold("orders", 1, 3), new LockCommand.EndDelay("stock", 2, 3));
    }

    @Test
    void aNodeThatDoesNotLeadForgetsAndProposesNothing() {
        node.acquire(A, "orders", MAX_HOLD, 0);
        node.run(20);
        node.term = Leading.NOWHERE;
        node.run(2 * MAX_HOLD);
        assertThat(node.timer.running()).isZero();
        assertThat(node.proposed).isEmpty();

        node.term = 3;
        node.timer.stop();
        node.run(2 * MAX_HOLD);
        assertThat(node.proposed).as("a node that is stopping").isEmpty();
    }

    @Test
    void whatWasDecidedInAnEarlierTermIsVoid() {
        long acquisition = node.acquire(A, "orders", MAX_HOLD, 0);
        node.acquire(B, "stock", 0, DELAY);
        long waiting = node.acquire(A, "stock", 0, 0);
        expire(B);
        node.holding = true;
        node.run(MAX_HOLD + 20);
        assertThat(node.held).hasSize(2);
        node.deposed(true);
        node.applyHeld();

        assertThat(node.holds(A, acquisition, "orders")).isTrue();
        assertThat(node.holds(A, waiting, "stock")).isFalse();
        node.holding = false;
        node.run(MAX_HOLD + 20);
        assertThat(node.holds(A, acquisition, "orders")).isFalse();
        assertThat(node.holds(A, waiting, "stock")).isTrue();
    }

    @Test
    void aCommandThatFailedIsProposedAgain() {
        long acquisition = node.acquire(A, "orders", MAX_HOLD, 0);
        node.holding = true;
        node.run(MAX_HOLD + 20);
        node.failHeld(Failure.overloaded("full", 50));
        node.run(20);
        assertThat(node.held).as("not at once: what is full needs time").isEmpty();
        node.run(100);
        node.failHeld(Failure.unknown(Failure.Code.TIMEOUT, "late"));
        node.run(120);
        node.applyHeld();
        node.run(20);

        assertThat(node.holds(A, acquisition, "orders")).isFalse();
        assertThat(node.proposed).hasSize(3);
        assertThat(node.timer.running()).isZero();
    }

    @Test
    void aCommandThatArrivedThoughItFailedEndsNothingTwice() {
        node.acquire(A, "orders", MAX_HOLD, 0);
        long second = node.acquire(B, "orders", MAX_HOLD, 0);
        node.holding = true;
        node.run(MAX_HOLD + 20);
        LockCommand arrived = node.proposed.get(0);
        node.failHeld(Failure.unknown(Failure.Code.TIMEOUT, "late"));
        node.commit(arrived);
        node.commit(arrived);
        node.run(MAX_HOLD / 2);

        assertThat(node.holds(B, second, "orders")).isTrue();
        assertThat(node.held).isEmpty();
    }

    @Test
    void manyEndsAtOnceTakeTheirTurnInTheLog() {
        int many = 3 * LockTerm.MAX_UNDER_WAY;
        for (int i = 0; i < many; i++) {
            node.acquire(A, "lock" + i, MAX_HOLD, 0);
        }
        node.holding = true;
        node.pause(10 * MAX_HOLD);
        node.run(20);
        assertThat(node.held).isEmpty();
        node.pause(10 * MAX_HOLD);
        node.run(100);
        assertThat(node.held).hasSize(LockTerm.MAX_UNDER_WAY);

        while (!node.held.isEmpty()) {
            assertThat(node.held).hasSizeLessThanOrEqualTo(LockTerm.MAX_UNDER_WAY);
            node.applyHeld();
            node.run(20);
        }
        assertThat(node.proposed).hasSize(many);
        assertThat(node.state.locks().holdCount()).isZero();
    }

    @Test
    void aGrantThatIsAppliedAfterALongPauseOfTheTimerHasItsWholeMaximum() {
        List<Long> acquisitions = new ArrayList<>();
        // The ticker is paused while it looks at the clock; apply goes on meanwhile.
        node.atLookAtClock = () -> {
            node.pause(10 * MAX_HOLD);
            acquisitions.add(node.acquire(A, "orders", MAX_HOLD, 0));
        };
        node.timer.tick();
        node.run(MAX_HOLD - 20);
        assertThat(node.holds(A, acquisitions.get(0), "orders")).isTrue();
        node.run(40);
        assertThat(node.holds(A, acquisitions.get(0), "orders")).isFalse();
    }

    @Test
    void whatChangesWhileTheStateIsReadIsTimedOnceAndRightly() {
        node.acquire(A, "stays", MAX_HOLD, 0);
        long ends = node.acquire(A, "ends", MAX_HOLD, 0);
        node.acquire(B, "cools", MAX_HOLD, DELAY);
        List<Runnable> reading = new ArrayList<>();
        node.readers = reading::add;
        node.deposed(false);
        node.run(20);
        node.acquire(A, "comes before it is read", MAX_HOLD, 0);

        // It is read here, but the timer is given it after more has changed.
        List<LockChange> asRead = node.state.timedLocks();
        assertThat(asRead).hasSize(4);
        node.timed = () -> asRead;
        node.release(A, ends, "ends");
        expire(B);
        node.run(20);
        reading.forEach(Runnable::run);
        node.run(20);

        assertThat(node.timer.running()).as("two holds and a delay").isEqualTo(3);
        node.run(2 * MAX_HOLD);
        assertThat(node.proposed)
                .extracting(LockTimerTest::kindAndName)
                .containsExactlyInAnyOrder("EndHold stays", "EndHold comes before it is read", "EndDelay cools");
    }

    @Test
    void aNewLeaderOfManyHoldsTakesThemUpInPiecesAndMissesNoneThatEnds() {
        int many = 2 * LockTerm.MAX_TAKEN_UP;
        long last = 0;
        for (int i = 0; i < many; i++) {
            last = node.acquire(A, "lock" + i, MAX_HOLD, 0);
        }
        long untimed = node.acquire(B, "for ever", 0, 0);
        node.deposed(false);
        node.timer.tick();
        assertThat(node.timer.running()).isEqualTo(LockTerm.MAX_TAKEN_UP);
        node.release(A, last, "lock" + (many - 1));
        node.release(B, untimed, "for ever");
        node.timer.tick();
        assertThat(node.timer.running()).isEqualTo(many - 1);

        node.run(MAX_HOLD + 500);
        assertThat(node.state.locks().holdCount()).isZero();
        assertThat(node.proposed).hasSize(many - 1);
    }

    private static String kindAndName(LockCommand command) {
        return command instanceof LockCommand.EndHold hold
                ? "EndHold " + hold.name()
                : "EndDelay " + ((LockCommand.EndDelay) command).name();
    }

    private List<LockEnd> ends() {
        return node.happened.stream()
                .filter(LockChange.Ended.class::isInstance)
                .map(change -> ((LockChange.Ended) change).end())
                .toList();
    }

    private void expire(long session) {
        long lease = Objects.requireNonNull(node.state.sessions().get(session)).lease();
        long epoch = Objects.requireNonNull(node.state.leases().get(lease)).epoch();
        node.commit(new LeaseCommand.Expire(lease, epoch, node.term));
    }
}
