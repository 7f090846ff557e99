package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.lock.Elections.NAME;
import static io.holdfast.statemachine.lock.Elections.campaign;
import static io.holdfast.statemachine.lock.Elections.changes;
import static io.holdfast.statemachine.lock.Elections.claim;
import static io.holdfast.statemachine.lock.Elections.leader;
import static io.holdfast.statemachine.lock.Elections.open;
import static io.holdfast.statemachine.lock.Elections.publish;
import static io.holdfast.statemachine.lock.Elections.refused;
import static io.holdfast.statemachine.lock.Elections.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.HoldRecord;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.WaitRecord;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who leads, who is next, what is published, and what is refused. */
@ExtendWith(StateInvariants.class)
class ElectionTest {
    private CoordinationState state = new CoordinationState();

    @BeforeEach
    void openSessions(CoordinationState fresh) {
        state = fresh;
        apply(state, open(1));
        apply(state, open(2));
    }

    @Test
    void candidatesOfAHigherPriorityAreElectedFirstAndEqualsInTheOrderInWhichTheyCame() {
        apply(state, campaign(1, 1, 0, "first"));
        assertThat(apply(state, campaign(1, 2, 1, "b"))).isEqualTo(new LockOutcome.Queued(1, 1));
        assertThat(apply(state, campaign(1, 3, 0, "d"))).isEqualTo(new LockOutcome.Queued(1, 2));
        assertThat(apply(state, campaign(2, 1, Limits.MAX_PRIORITY, "a"))).isEqualTo(new LockOutcome.Queued(1, 1));
        assertThat(apply(state, campaign(2, 2, 1, "c"))).isEqualTo(new LockOutcome.Queued(1, 3));
        assertThat(state.query(new LockQuery.Acquisition(1, 3, NAME))).isEqualTo(new LockOutcome.Queued(1, 4));
        assertThat(shown().waiters().stream().map(wait -> wait.claim().label())).containsExactly("a", "b", "c", "d");
        for (String next : List.of("a", "b", "c", "d", "")) {
            HoldRecord now = shown().holders().get(0);
            apply(state, new LockCommand.Release(now.session(), now.acquisition(), NAME));
            assertThat(leader(state)).isEqualTo(next);
        }
        assertThat(state.locks().size()).isZero();
    }

    @Test
    void aLeaderIsNotDisplacedByAHigherPriority() {
        apply(state, campaign(1, 1, 0, "low"));
        apply(state, campaign(2, 1, 1_000, "high"));
        assertThat(leader(state)).isEqualTo("low");
        LockCommand.Acquire impatient = new LockCommand.Acquire(2, 2, NAME, claim(1_000, "rash", ""), false);
        assertThat(refused(state, impatient).reason()).isEqualTo(Reason.LOCK_HELD);
    }

    @Test
    void aHigherPriorityGoesFirstAlsoWhileTheElectionIsKeptFree() {
        LockClaim cautious = new LockClaim(LockMode.LEADER, 1, 0, 0, 500, "", "gone", 0, Bytes.EMPTY);
        apply(state, new LockCommand.Acquire(1, 1, NAME, cautious, true));
        apply(state, campaign(2, 1, 0, "low"));
        apply(state, new LeaseCommand.Expire(1, 1, 1));
        assertThat(leader(state)).isEmpty();
        apply(state, campaign(2, 2, 5, "high"));
        apply(state, new LockCommand.EndDelay(NAME, 1, 1));
        assertThat(leader(state)).isEqualTo("high");
    }

    @Test
    void whatACandidateClaimedWithIsPublishedWhenItIsElected() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        apply(state, new LockCommand.Release(1, 1, NAME));
        assertThat(words(changes(state, 0).changes()))
                .containsExactly(
                        "1 ELECTED a a's address UNKNOWN",
                        "2 ENDED a a's address RELEASED",
                        "3 ELECTED b b's address UNKNOWN");
        HoldRecord leader = Objects.requireNonNull(changes(state, -1).leader());
        assertThat(leader.claim().value()).isEqualTo(Bytes.utf8("b's address"));
        assertThat(leader.client()).isEqualTo("app2");
        assertThat(leader.token()).isEqualTo(2);
    }

    @Test
    void aLeaderPublishesAndObserversHearIt() {
        apply(state, campaign(1, 1, 0, "a"));
        assertThat(apply(state, publish(1, 1, "moved"))).isEqualTo(new LockOutcome.Published(1));
        assertThat(words(changes(state, 1).changes())).containsExactly("2 PUBLISHED a moved UNKNOWN");
        assertThat(shown().holders().get(0).claim().value()).isEqualTo(Bytes.utf8("moved"));
    }

    @Test
    void publishingTheSameAgainIsAnsweredAlikeAndChangesNothing() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, publish(1, 1, "moved"));
        long before = state.locks().content();
        assertThat(apply(state, publish(1, 1, "moved"))).isEqualTo(new LockOutcome.Published(1));
        assertThat(state.locks().changes()).isEqualTo(2);
        assertThat(state.locks().content()).isEqualTo(before);
    }

    @Test
    void whoeverWaitsChangesWhatItWillPublishAndNobodyHearsUntilItLeads() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        assertThat(state.apply(batch(publish(2, 1, "elsewhere"))).topics()).isEmpty();
        assertThat(state.locks().changes()).isEqualTo(1);
        assertThat(shown().waiters().get(0).claim().value()).isEqualTo(Bytes.utf8("elsewhere"));
        assertThat(state.query(new LockQuery.Acquisition(2, 1, NAME))).isEqualTo(new LockOutcome.Queued(1, 1));
        apply(state, new LockCommand.Release(1, 1, NAME));
        assertThat(words(changes(state, 2).changes())).containsExactly("3 ELECTED b elsewhere UNKNOWN");
    }

    @Test
    void aStrangerPublishesNothing() {
        apply(state, campaign(1, 1, 0, "a"));
        assertUnchanged(publish(2, 1, "mine"), Reason.LOCK_NOT_HELD);
        assertUnchanged(publish(1, 2, "mine"), Reason.LOCK_NOT_HELD);
        assertUnchanged(new LockCommand.Publish(1, 1, "other", Bytes.utf8("mine")), Reason.INVALID_ARGUMENT);
        apply(state, new LockCommand.Revoke(NAME, 0, "root", "why"));
        Rejection late = refused(state, publish(1, 1, "mine"));
        assertThat(late.reason()).isEqualTo(Reason.LOCK_NOT_HELD);
        assertThat(late.message()).contains("revoked by root");
    }

    @Test
    void aRequestPublishesForItsOwnSessionOnly() {
        apply(state, campaign(1, 1, 0, "a"));
        Outcome foreign = apply(state, new SessionCommand.Once(2, 1, 1, publish(1, 1, "stolen")));
        assertThat(((Rejection) foreign).reason()).isEqualTo(Reason.INVALID_ARGUMENT);
        assertThat(apply(state, new SessionCommand.Once(1, 1, 1, publish(1, 1, "moved"))))
                .isEqualTo(new LockOutcome.Published(1));
        assertThat(apply(state, new SessionCommand.Once(1, 1, 1, publish(1, 1, "moved"))))
                .isEqualTo(new LockOutcome.Published(1));
    }

    @Test
    void aCampaignRepeatedLateIsAnsweredAsItStandsAndPublishesNothing() {
        LockCommand.Acquire campaign = campaign(1, 1, 0, "a");
        apply(state, campaign);
        apply(state, publish(1, 1, "moved"));
        assertThat(apply(state, campaign)).isEqualTo(new LockOutcome.Granted(1, 1, 0));
        assertThat(shown().holders().get(0).claim().value()).isEqualTo(Bytes.utf8("moved"));
        assertUnchanged(campaign(1, 1, 1, "a"), Reason.INVALID_ARGUMENT);
    }

    @Test
    void aLeaderHandsOverToTheFirstCandidateOfAName() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(1, 2, 9, "b"));
        apply(state, campaign(1, 3, 0, "c"));
        apply(state, campaign(2, 1, 3, "c"));
        apply(state, campaign(2, 2, 3, "cc"));
        assertThat(apply(state, new LockCommand.Release(1, 1, NAME, "c"))).isEqualTo(new LockOutcome.Released(1, 1));
        assertThat(shown().holders().get(0).session()).isEqualTo(2);
        assertThat(shown().holders().get(0).acquisition()).isEqualTo(1);
        assertThat(shown().waiters().stream().map(WaitRecord::acquisition)).containsExactly(2L, 2L, 3L);
        assertThat(words(changes(state, 1).changes()))
                .containsExactly("2 ENDED a a's address RELEASED", "3 ELECTED c c's address UNKNOWN");
        apply(state, new LockCommand.Release(2, 1, NAME));
        assertThat(leader(state)).isEqualTo("b");
    }

    @Test
    void aHandOverToACandidateThatDoesNotWaitChangesNothing() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        for (String absent : List.of("a", "bb", "leader")) {
            Rejection no = assertUnchanged(new LockCommand.Release(1, 1, NAME, absent), Reason.NO_SUCH_CANDIDATE);
            assertThat(no.message()).contains("\"" + absent + "\"");
            assertUnchanged(new LockCommand.Revoke(NAME, 0, "root", "", absent), Reason.NO_SUCH_CANDIDATE);
        }
        assertThat(leader(state)).isEqualTo("a");
    }

    @Test
    void whoeverDoesNotLeadHasNothingToHandOver() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 0, "b"));
        apply(state, campaign(2, 2, 0, "c"));
        assertUnchanged(new LockCommand.Release(2, 1, NAME, "c"), Reason.INVALID_ARGUMENT);
        assertUnchanged(new LockCommand.Release(1, 9, NAME, "c"), Reason.LOCK_NOT_HELD);
        assertUnchanged(new LockCommand.Revoke(NAME, 9, "root", "", "c"), Reason.LOCK_NOT_HELD);
        assertUnchanged(new LockCommand.Revoke("nothing", 0, "root", "", "c"), Reason.LOCK_NOT_FOUND);
    }

    @Test
    void anOperatorEndsATenureInFavourOfACandidate() {
        apply(state, campaign(1, 1, 0, "a"));
        apply(state, campaign(2, 1, 5, "b"));
        apply(state, campaign(2, 2, 0, "c"));
        assertThat(apply(state, new LockCommand.Revoke(NAME, 1, "root", "drain", "c")))
                .isEqualTo(new LockOutcome.Freed(1, 1));
        assertThat(leader(state)).isEqualTo("c");
        assertThat(changes(state, 1).changes().get(0).message()).contains("revoked by root: drain");
    }

    @Test
    void anOperatorEndsALockDelayInFavourOfACandidate() {
        LockClaim cautious = new LockClaim(LockMode.LEADER, 1, 0, 0, 500, "", "gone", 0, Bytes.EMPTY);
        apply(state, new LockCommand.Acquire(1, 1, NAME, cautious, true));
        apply(state, campaign(2, 1, 5, "b"));
        apply(state, campaign(2, 2, 0, "c"));
        apply(state, new LeaseCommand.Expire(1, 1, 1));
        assertThat(apply(state, new LockCommand.Revoke(NAME, 0, "root", "", "c")))
                .isEqualTo(new LockOutcome.Freed(1, 0));
        assertThat(leader(state)).isEqualTo("c");
    }

    @Test
    void anElectionIsNoOtherLockAndNoOtherLockAnElection() {
        apply(state, campaign(1, 1, 0, "a"));
        for (LockMode mode : LockMode.values()) {
            if (mode != LockMode.LEADER) {
                assertUnchanged(new LockCommand.Acquire(2, 1, NAME, LockClaim.of(mode), true), Reason.WRONG_KIND);
            }
        }
        assertUnchanged(new LockCommand.SetPermits(NAME, 3), Reason.WRONG_KIND);
        apply(state, new LockCommand.Acquire(1, 2, "door", LockClaim.of(LockMode.EXCLUSIVE), true));
        apply(state, new LockCommand.Acquire(2, 2, "door", LockClaim.of(LockMode.EXCLUSIVE), true));
        assertUnchanged(new LockCommand.Acquire(2, 1, "door", claim(0, "b", ""), true), Reason.WRONG_KIND);
        assertUnchanged(new LockCommand.Publish(1, 2, "door", Bytes.EMPTY), Reason.WRONG_KIND);
        assertUnchanged(new LockCommand.Publish(2, 2, "door", Bytes.EMPTY), Reason.WRONG_KIND);
        assertUnchanged(new LockCommand.Release(1, 2, "door", "b"), Reason.WRONG_KIND);
        assertUnchanged(new LockCommand.Release(2, 2, "door", "b"), Reason.WRONG_KIND);
        assertUnchanged(new LockCommand.Revoke("door", 0, "root", "", "b"), Reason.WRONG_KIND);
        Rejection asked = (Rejection) state.query(new LockQuery.Changes("door", -1, 0));
        assertThat(asked.reason()).isEqualTo(Reason.WRONG_KIND);
        assertThat(asked.message()).isEqualTo("\"door\" is an exclusive lock, not an election");
    }

    @Test
    void whatMakesNoSenseInAnElectionOrOutsideOfOneIsRefused() {
        apply(state, campaign(1, 1, 0, "a"));
        Bytes tooLong = Bytes.wrap(new byte[Limits.MAX_ELECTION_VALUE_BYTES + 1]);
        Bytes longest = Bytes.wrap(new byte[Limits.MAX_ELECTION_VALUE_BYTES]);
        Stream.of(
                        leading(1, 0, -1, Bytes.EMPTY),
                        leading(1, 0, Limits.MAX_PRIORITY + 1, Bytes.EMPTY),
                        leading(1, 0, 0, tooLong),
                        leading(2, 0, 0, Bytes.EMPTY),
                        leading(1, 1, 0, Bytes.EMPTY),
                        new LockClaim(LockMode.EXCLUSIVE, 1, 0, 0, 0, "", "", 1, Bytes.EMPTY),
                        new LockClaim(LockMode.READ, 1, 0, 0, 0, "", "", 0, Bytes.of(1)),
                        new LockClaim(LockMode.PERMITS, 1, 1, 0, 0, "", "", 1, Bytes.EMPTY))
                .forEach(claim ->
                        assertUnchanged(new LockCommand.Acquire(2, 1, "new", claim, true), Reason.INVALID_ARGUMENT));
        Rejection value = assertUnchanged(new LockCommand.Publish(1, 1, NAME, tooLong), Reason.INVALID_ARGUMENT);
        assertThat(value.bound()).isEqualTo(Limits.MAX_ELECTION_VALUE_BYTES);
        String longName = "n".repeat(Limits.MAX_LOCK_TEXT_BYTES + 1);
        assertUnchanged(new LockCommand.Release(1, 1, NAME, longName), Reason.INVALID_ARGUMENT);
        assertUnchanged(new LockCommand.Release(1, 1, NAME, "a\0b"), Reason.INVALID_ARGUMENT);
        assertUnchanged(new LockCommand.Revoke(NAME, 0, "", "", longName), Reason.INVALID_ARGUMENT);
        assertThat(apply(state, new LockCommand.Publish(1, 1, NAME, longest))).isEqualTo(new LockOutcome.Published(1));
    }

    @Test
    void listingsShowElectionsWithWhatTheyPublish() {
        apply(state, campaign(1, 1, 2, "a"));
        apply(state, campaign(2, 1, 3, "b"));
        LockOutcome.Listed all = (LockOutcome.Listed) state.query(new LockQuery.All("", "", 0));
        assertThat(all.locks()).singleElement().satisfies(lock -> {
            assertThat(lock.kind()).isEqualTo(LockKind.ELECTION);
            assertThat(lock.limit()).isZero();
            assertThat(lock.waiters()).isEqualTo(1);
        });
        assertThat(shown().holders().get(0).claim()).isEqualTo(claim(2, "a", "a's address"));
        assertThat(shown().waiters().get(0).claim()).isEqualTo(claim(3, "b", "b's address"));
        assertThat(state.query(new LockQuery.Token(NAME, 1))).isInstanceOf(LockOutcome.Held.class);
    }

    private static LockClaim leading(int permits, int limit, int priority, Bytes value) {
        return new LockClaim(LockMode.LEADER, permits, limit, 0, 0, "", "", priority, value);
    }

    private LockOutcome.Shown shown() {
        return (LockOutcome.Shown) state.query(new LockQuery.One(NAME, 0));
    }

    private Rejection assertUnchanged(LockCommand command, Reason reason) {
        long before = state.locks().content();
        Rejection no = refused(state, command);
        assertThat(no.reason()).as("%s", command).isEqualTo(reason);
        assertThat(state.locks().content()).as("%s", command).isEqualTo(before);
        return no;
    }
}
