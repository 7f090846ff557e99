package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LockChange;
import io.holdfast.statemachine.StateInvariants;
import io.holdfast.statemachine.snapshot.Snapshots;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What hurts the users of other lock services, as far as the replicated state can spare ours. */
@ExtendWith(StateInvariants.class)
class LockPainsTest {
    private static final LockClaim ALONE = LockClaim.of(LockMode.EXCLUSIVE);

    @Test
    void pain1_theHolderIsToldThatItsLockIsGoneAndWhy(CoordinationState state) {
        open(state, 1, 2);
        apply(state, acquire(1, 1, "x"));
        apply(state, acquire(2, 1, "x"));
        List<LockChange> changes =
                state.apply(batch(new LeaseCommand.Expire(1, 1, 1))).locks();
        assertThat(changes)
                .containsExactly(
                        new LockChange.Ended(
                                "x",
                                1,
                                1,
                                1,
                                0,
                                LockEnd.SESSION_EXPIRED,
                                "the session expired: no heartbeat of client app1 at host:1 came within its time to live"
                                        + " of 10 s"),
                        new LockChange.Granted("x", 2, 2, 1, 0));
        Rejection late = (Rejection) state.query(new LockQuery.Acquisition(1, 1, "x"));
        assertThat(late.reason()).isEqualTo(Reason.LOCK_NOT_HELD);
        assertThat(late.bound()).isEqualTo(LockEnd.SESSION_EXPIRED.number());
        assertThat(late.message()).contains("app1 at host:1", "10 s");
    }

    @Test
    void pain2_tokensRiseAcrossReleaseExpirySnapshotAndReCreation(CoordinationState state) {
        open(state, 1, 2);
        assertThat(tokenOf(apply(state, acquire(1, 1, "x")))).isEqualTo(1);
        apply(state, new LockCommand.Release(1, 1, "x"));
        assertThat(state.query(new LockQuery.One("x", 0))).isInstanceOf(Rejection.class);
        CoordinationState reread = CoordinationState.restore(Snapshots.reread(state.capture()));
        assertThat(tokenOf(apply(reread, acquire(1, 2, "x")))).isEqualTo(2);
        apply(reread, new LeaseCommand.Expire(1, 1, 1));
        assertThat(tokenOf(apply(reread, acquire(2, 1, "x")))).isEqualTo(3);
        LockCommand stale = new LockCommand.Guarded(List.of(new LockGuard("x", 2)), put("k", "stale"));
        assertThat(((Rejection) apply(reread, stale)).reason()).isEqualTo(Reason.FENCED);
        assertThat(((Rejection) apply(reread, stale)).bound()).isEqualTo(3);
        assertThat(reread.keyCount()).isZero();
    }

    @Test
    void pain3_aSessionThatEndedWaitsForNothingAndIsGrantedNothing(CoordinationState state) {
        open(state, 1, 2, 3);
        apply(state, acquire(1, 1, "x"));
        apply(state, acquire(2, 1, "x"));
        apply(state, acquire(3, 1, "x"));
        apply(state, acquire(1, 2, "x"));
        apply(state, new LeaseCommand.Expire(2, 2, 1));
        List<LockChange> changes =
                state.apply(batch(new SessionCommand.Close(1))).locks();
        assertThat(changes).last().isEqualTo(new LockChange.Granted("x", 2, 3, 1, 0));
        assertThat(state.locks().waitCount()).isZero();
        assertThat(state.locks().holdCount()).isEqualTo(1);
    }

    @Test
    void pain5_whatIsSentTwiceNeitherLeaksNorDoublesALock(CoordinationState state) {
        open(state, 1, 2);
        Command acquire = new SessionCommand.Once(1, 1, 1, acquire(1, 1, "x"));
        Outcome first = apply(state, acquire);
        assertThat(apply(state, acquire)).isEqualTo(first);
        assertThat(apply(state, new SessionCommand.Once(1, 2, 1, acquire(1, 1, "x"))))
                .isEqualTo(first);
        assertThat(state.locks().holdCount()).isEqualTo(1);
        Command release = new SessionCommand.Once(1, 3, 1, new LockCommand.Release(1, 1, "x"));
        Outcome released = apply(state, release);
        apply(state, acquire(2, 1, "x"));
        assertThat(apply(state, release)).isEqualTo(released);
        assertThat(state.query(new LockQuery.Acquisition(2, 1, "x"))).isEqualTo(new LockOutcome.Granted(1, 2, 0));
    }

    @Test
    void pain5_aLateCopyOfAnAcquireDoesNotTakeBackALockThatWasRevoked(CoordinationState state) {
        open(state, 1);
        apply(state, acquire(1, 1, "x"));
        apply(state, new LockCommand.Revoke("x", 0, "root", "maintenance"));
        Rejection no = (Rejection) apply(state, acquire(1, 1, "x"));
        assertThat(no.reason()).isEqualTo(Reason.LOCK_NOT_HELD);
        assertThat(no.message()).contains("revoked by root", "maintenance");
        assertThat(state.locks().holdCount()).isZero();
    }

    @Test
    void pain6_whoHoldsSinceWhenFromWhereAndWhoWaitsIsAnswered(CoordinationState state) {
        open(state, 1, 2);
        LockClaim labelled = new LockClaim(LockMode.EXCLUSIVE, 1, 0, 0, 0, "", "nightly import");
        apply(state, new LockCommand.Acquire(1, 1, "x", labelled, true));
        apply(state, acquire(2, 1, "x"));
        LockOutcome.Shown shown = (LockOutcome.Shown) state.query(new LockQuery.One("x", 0));
        assertThat(shown.holders().get(0).client()).isEqualTo("app1");
        assertThat(shown.holders().get(0).address()).isEqualTo("host:1");
        assertThat(shown.holders().get(0).claim().label()).isEqualTo("nightly import");
        assertThat(shown.waiters().get(0).client()).isEqualTo("app2");
        Rejection held = (Rejection) apply(state, new LockCommand.Acquire(2, 2, "x", ALONE, false));
        assertThat(held.message())
                .contains("app1 (alice at host:1, session 1)", "nightly import", "token 1", "1970-01-01T", "1 wait");
        LockOutcome.Withdrawn withdrawn = (LockOutcome.Withdrawn) apply(state, new LockCommand.Withdraw(2, 1, "x"));
        assertThat(withdrawn.position()).isEqualTo(1);
        assertThat(withdrawn.holder()).contains("app1 (alice at host:1, session 1)", "since 1970-01-01T");
    }

    @Test
    void pain7_aLockBelongsToTheAcquisitionNotToWhoeverSendsTheRelease(CoordinationState state) {
        open(state, 1);
        apply(state, acquire(1, 1, "x"));
        assertThat(apply(state, acquire(1, 2, "x"))).isEqualTo(new LockOutcome.Queued(1, 1));
        assertThat(((Rejection) apply(state, new LockCommand.Release(1, 3, "x"))).reason())
                .isEqualTo(Reason.LOCK_NOT_HELD);
        assertThat(state.query(new LockQuery.Acquisition(1, 1, "x"))).isEqualTo(new LockOutcome.Granted(1, 1, 0));
    }

    @Test
    void pain8_onlyAHoldThatAskedForAMaximumIsEndedByIt(CoordinationState state) {
        open(state, 1);
        apply(
                state,
                new LockCommand.Acquire(1, 1, "capped", new LockClaim(LockMode.EXCLUSIVE, 1, 0, 500, 0, "", ""), true));
        apply(state, acquire(1, 2, "free"));
        assertThat(state.timedLocks()).containsExactly(new LockChange.Granted("capped", 1, 1, 1, 500));
        List<LockChange> changes = state.apply(
                        batch(new LockCommand.EndHold("capped", 1, 1), new LockCommand.EndHold("free", 2, 1)))
                .locks();
        assertThat(changes).singleElement().isInstanceOfSatisfying(LockChange.Ended.class, ended -> {
            assertThat(ended.end()).isEqualTo(LockEnd.MAX_HOLD);
            assertThat(ended.message()).contains("500 ms");
        });
    }

    @Test
    void aDelayThatRunsBeginsAnewWithTheNextUncleanEndAndIsTheLongerOfTheTwo(CoordinationState state) {
        open(state, 1, 2, 3);
        apply(state, permits(1, 1, 900));
        apply(state, permits(2, 1, 100));
        apply(state, new LeaseCommand.Expire(1, 1, 1));
        List<LockChange> changes =
                state.apply(batch(new LeaseCommand.Expire(2, 2, 1))).locks();
        assertThat(changes.subList(1, 3))
                .containsExactly(new LockChange.Cooled("s", 1), new LockChange.Cooling("s", 2, 900));
        assertThat(state.timedLocks()).containsExactly(new LockChange.Cooling("s", 2, 900));
        assertThat(apply(state, permits(3, 1, 0))).isInstanceOf(LockOutcome.Queued.class);
        apply(state, new LockCommand.EndDelay("s", 2, 1));
        assertThat(state.query(new LockQuery.Acquisition(3, 1, "s"))).isEqualTo(new LockOutcome.Granted(1, 3, 2));
    }

    @Test
    void revokingOneTokenEndsTheDelayAfterThatTokenAndNoOther(CoordinationState state) {
        open(state, 1, 2, 3);
        apply(state, permits(1, 1, 900));
        apply(state, permits(2, 1, 0));
        apply(state, new LeaseCommand.Expire(1, 1, 1));
        apply(state, permits(3, 1, 0));
        assertThat(apply(state, new LockCommand.Revoke("s", 2, "root", ""))).isEqualTo(new LockOutcome.Freed(1, 1));
        assertThat(state.timedLocks()).containsExactly(new LockChange.Cooling("s", 1, 900));
        assertThat(state.query(new LockQuery.Acquisition(3, 1, "s"))).isEqualTo(new LockOutcome.Queued(1, 1));
        assertThat(apply(state, new LockCommand.Revoke("s", 1, "root", ""))).isEqualTo(new LockOutcome.Freed(1, 0));
        assertThat(state.query(new LockQuery.Acquisition(3, 1, "s"))).isEqualTo(new LockOutcome.Granted(1, 3, 2));
    }

    @Test
    void theLongestNamesStillFitAReplyThatIsKept(CoordinationState state) {
        String name = "ü".repeat(Limits.MAX_LOCK_NAME_BYTES / 2);
        String text = "日".repeat(Limits.MAX_LOCK_TEXT_BYTES / 3);
        String client = "日".repeat(Limits.MAX_NAME_BYTES / 3);
        apply(state, new SessionCommand.Open(1, 10_000, client, "p".repeat(2_000), "a".repeat(500)));
        LockClaim claim = new LockClaim(LockMode.EXCLUSIVE, 1, 0, 0, 0, text, text);
        apply(state, new LockCommand.Acquire(1, 1, name, claim, true));
        apply(state, new LockCommand.Acquire(1, 2, name, ALONE, true));
        Command withdraw = new SessionCommand.Once(1, 1, 1, new LockCommand.Withdraw(1, 2, name));
        Outcome first = apply(state, withdraw);
        assertThat(first).isInstanceOf(LockOutcome.Withdrawn.class);
        assertThat(apply(state, withdraw)).as("kept whole").isEqualTo(first);
    }

    private static void open(CoordinationState state, long... sessions) {
        for (long session : sessions) {
            apply(state, new SessionCommand.Open(session, 10_000, "app" + session, "alice", "host:" + session));
        }
    }

    private static LockCommand acquire(long session, long acquisition, String name) {
        return new LockCommand.Acquire(session, acquisition, name, ALONE, true);
    }

    private static LockCommand permits(long session, long acquisition, long delayMillis) {
        return new LockCommand.Acquire(
                session, acquisition, "s", new LockClaim(LockMode.PERMITS, 1, 2, 0, delayMillis, "", ""), true);
    }

    private static long tokenOf(Outcome outcome) {
        return ((LockOutcome.Granted) outcome).token();
    }
}
