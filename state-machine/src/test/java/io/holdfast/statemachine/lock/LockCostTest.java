package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As large as the limits allow. The bounds of time are wide: they are there for what grows with the square. */
class LockCostTest {
    private static final LockClaim ALONE = LockClaim.of(LockMode.EXCLUSIVE);

    @Test
    @Timeout(60)
    void tenThousandWaitersAreServedInOrderAndOneGrantWakesOneOfThem() {
        CoordinationState state = new CoordinationState();
        int sessions = 10;
        for (int i = 1; i <= sessions; i++) {
            apply(state, open(i));
        }
        apply(state, acquire(1, 1_000_000, "x", ""));
        for (int i = 1; i <= Limits.MAX_WAITERS; i++) {
            Outcome queued = apply(state, acquire(1 + i % sessions, i, "x", "o" + i));
            assertThat(queued).isEqualTo(new LockOutcome.Queued(1, i));
        }
        Rejection full = (Rejection) apply(state, acquire(1, 2_000_000, "x", ""));
        assertThat(full.reason()).isEqualTo(Reason.TOO_MANY_WAITERS);
        assertThat(full.bound()).isEqualTo(Limits.MAX_WAITERS);
        int middle = Limits.MAX_WAITERS / 2;
        assertThat(state.query(new LockQuery.Acquisition(1 + middle % sessions, middle, "x")))
                .isEqualTo(new LockOutcome.Queued(1, middle));
        StateRules.check(state.capture());
        apply(state, new LockCommand.Release(1, 1_000_000, "x"));
        for (int i = 1; i <= Limits.MAX_WAITERS; i++) {
            Applied applied = state.apply(batch(new LockCommand.Release(1 + i % sessions, i, "x")));
            assertThat(applied.outcomes()).containsExactly(new LockOutcome.Released(1, i + 1L));
            assertThat(applied.locks()).hasSize(i < Limits.MAX_WAITERS ? 2 : 1);
        }
        assertThat(state.locks().size()).isZero();
    }

    @Test
    @Timeout(120)
    void aHundredThousandSessionsHoldALockEachAndAllOfThemEnd() {
        CoordinationState state = new CoordinationState();
        List<Command> begin = new ArrayList<>();
        List<Command> end = new ArrayList<>();
        for (int i = 1; i <= Limits.MAX_SESSIONS; i++) {
            begin.add(open(i));
            begin.add(acquire(i, 1, "lock/" + i, ""));
            end.add(new SessionCommand.Close(i));
        }
        applyInBatches(state, begin);
        assertThat(state.locks().holdCount()).isEqualTo(Limits.MAX_SESSIONS);
        assertThat(state.locks().recomputedContent()).isEqualTo(state.locks().content());
        applyInBatches(state, end);
        assertThat(state.locks().size()).isZero();
        assertThat(state.locks().holdCount()).isZero();
        assertThat(state.locks().endingsKept()).isEqualTo(LockEndings.MAX);
        assertThat(state.locks().ended()).isEqualTo(Limits.MAX_SESSIONS);
    }

    @Test
    @Timeout(60)
    void aSessionHasAsManyAcquisitionsAsAllowedAndItsEndFreesAll() {
        CoordinationState state = new CoordinationState();
        apply(state, open(1));
        apply(state, open(2));
        List<Command> commands = new ArrayList<>();
        for (int i = 1; i <= Limits.MAX_ACQUISITIONS; i++) {
            commands.add(acquire(1, i, "lock/" + i, ""));
        }
        applyInBatches(state, commands);
        Rejection full = (Rejection) apply(state, acquire(1, 20_000, "one too many", ""));
        assertThat(full.reason()).isEqualTo(Reason.TOO_MANY_ACQUISITIONS);
        assertThat(full.bound()).isEqualTo(Limits.MAX_ACQUISITIONS);
        apply(state, acquire(2, 1, "lock/77", ""));
        apply(state, new SessionCommand.Close(1));
        assertThat(state.locks().size()).isEqualTo(1);
        assertThat(state.query(new LockQuery.Acquisition(2, 1, "lock/77")))
                .isEqualTo(new LockOutcome.Granted(1, Limits.MAX_ACQUISITIONS + 1L, 0));
    }

    @Test
    @Timeout(60)
    void aLongCircleIsFoundAndOneBeyondTheBoundIsNotLookedFor() {
        Rejection found = (Rejection) closeCircle(1_000);
        assertThat(found.reason()).isEqualTo(Reason.DEADLOCK);
        assertThat(found.bound()).isEqualTo(1_000);
        assertThat(found.message()).endsWith("1000 in all");
        assertThat(closeCircle(WaitGraph.MAX_VISITED)).isInstanceOf(LockOutcome.Queued.class);
    }

    @Test
    @Timeout(60)
    void aCircleBehindAModestQueueOfOwnersIsFound() {
        CoordinationState state = circleBehind(200, 3);
        Rejection found = (Rejection) apply(state, acquire(1, 30_000, "lock/0", "o2"));
        assertThat(found.reason()).isEqualTo(Reason.DEADLOCK);
        assertThat(found.bound()).isEqualTo(3);
    }

    @Test
    @Timeout(60)
    void aCircleOfHoldersIsFoundBehindALongerQueueThanASearchLooksAt() {
        CoordinationState state = circleBehind(WaitGraph.MAX_VISITED + 500, 2);
        Rejection found = (Rejection) apply(state, acquire(1, 30_000, "lock/0", "o1"));
        assertThat(found.reason()).isEqualTo(Reason.DEADLOCK);
        assertThat(found.bound()).isEqualTo(2);
    }

    /** Each owner holds a lock and waits for the next one's, but for the last; many others wait for the first lock. */
    private static CoordinationState circleBehind(int queue, int owners) {
        CoordinationState state = new CoordinationState();
        apply(state, open(1));
        apply(state, open(2));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            commands.add(acquire(1, 1 + i, "lock/" + i, "o" + i));
        }
        for (int i = 0; i < queue; i++) {
            commands.add(acquire(2, 1 + i, "lock/0", "waiter" + i));
        }
        for (int i = 1; i < owners; i++) {
            commands.add(acquire(1, 20_000 + i, "lock/" + i, "o" + (i - 1)));
        }
        applyInBatches(state, commands);
        return state;
    }

    @Test
    @Timeout(60)
    void oneBatchSearchesNoMoreThanItMayAndTheNextOneSearchesAgain() {
        CoordinationState state = circleBehind(WaitGraph.MAX_VISITED + 500, 2);
        // Each looks at the whole queue, finds nothing, and is gone again.
        List<Command> commands = new ArrayList<>();
        long searches = LockEditor.MAX_SEARCHED / WaitGraph.MAX_VISITED;
        for (int i = 0; i <= searches; i++) {
            commands.add(acquire(2, 20_000 + i, "other", "seeker"));
            commands.add(acquire(2, 30_000 + i, "lock/0", "seeker"));
            commands.add(new LockCommand.Release(2, 30_000 + i, "lock/0"));
            commands.add(new LockCommand.Release(2, 20_000 + i, "other"));
        }
        commands.add(acquire(1, 30_000, "lock/0", "o1"));
        List<Outcome> outcomes =
                state.apply(batch(commands.toArray(new Command[0]))).outcomes();
        assertThat(outcomes).noneMatch(Rejection.class::isInstance);
        assertThat(outcomes.get(outcomes.size() - 1)).isInstanceOf(LockOutcome.Queued.class);

        apply(state, new LockCommand.Release(1, 30_000, "lock/0"));
        Rejection found = (Rejection) apply(state, acquire(1, 30_001, "lock/0", "o1"));
        assertThat(found.reason()).isEqualTo(Reason.DEADLOCK);
    }

    @Test
    @Timeout(60)
    void oneRevokeEndsTheOldestHoldsOfManyAndTheNextOneTheRest() {
        CoordinationState state = new CoordinationState();
        apply(state, open(1));
        apply(state, open(2));
        List<Command> commands = new ArrayList<>();
        LockClaim permit = new LockClaim(LockMode.PERMITS, 1, Limits.MAX_PERMITS, 0, 0, "", "");
        for (int i = 1; i <= Limits.MAX_REVOKED; i++) {
            commands.add(new LockCommand.Acquire(1, i, "pool", permit, true));
        }
        commands.add(new LockCommand.Acquire(2, 1, "pool", permit, true));
        applyInBatches(state, commands);
        LockCommand revoke = new LockCommand.Revoke("pool", 0, "root", "maintenance");
        Applied first = state.apply(batch(revoke));
        assertThat(first.outcomes()).containsExactly(new LockOutcome.Freed(1, Limits.MAX_REVOKED));
        assertThat(first.locks().stream()
                        .map(change -> System.identityHashCode(((LockChange.Ended) change).message()))
                        .distinct())
                .as("they share their words")
                .hasSize(1);
        assertThat(state.query(new LockQuery.Acquisition(2, 1, "pool"))).isInstanceOf(LockOutcome.Granted.class);
        assertThat(apply(state, revoke)).isEqualTo(new LockOutcome.Freed(1, 1));
        assertThat(state.locks().size()).isZero();
    }

    /** Each owner holds a lock and waits for the next one's; the last then asks for the first one's. */
    private static Outcome closeCircle(int owners) {
        CoordinationState state = new CoordinationState();
        apply(state, open(1));
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < owners; i++) {
            commands.add(acquire(1, 1 + i, "lock/" + i, "o" + i));
        }
        for (int i = 1; i < owners; i++) {
            commands.add(acquire(1, 20_000 + i, "lock/" + i, "o" + (i - 1)));
        }
        applyInBatches(state, commands);
        return apply(state, acquire(1, 30_000, "lock/0", "o" + (owners - 1)));
    }

    private static void applyInBatches(CoordinationState state, List<Command> commands) {
        for (int from = 0; from < commands.size(); from += 1_000) {
            List<Command> some = commands.subList(from, Math.min(commands.size(), from + 1_000));
            assertThat(state.apply(batch(some.toArray(new Command[0]))).outcomes())
                    .noneMatch(Rejection.class::isInstance);
        }
    }

    private static SessionCommand open(long session) {
        return new SessionCommand.Open(session, 10_000, "app", "alice", "host:1");
    }

    private static LockCommand acquire(long session, long acquisition, String name, String owner) {
        LockClaim claim = new LockClaim(ALONE.mode(), 1, 0, 0, 0, owner, "");
        return new LockCommand.Acquire(session, acquisition, name, claim, true);
    }
}
