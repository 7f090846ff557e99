package io.holdfast.statemachine.session;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.Batches.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.Compare.Relation;
import io.holdfast.model.query.Compare.Target;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Writes within a session: applied at most once, whatever is sent again. */
@ExtendWith(StateInvariants.class)
class RequestsTest {
    private static final long SESSION = 0x5e;
    private static final SessionCommand.Open OPEN = new SessionCommand.Open(SESSION, 10_000, "app", "alice", "host:1");

    /** Raises the version of a key by one: a counter that tells how often it ran. */
    private static final Transaction INCREMENT = new Transaction(
            List.of(Compare.number(KeyRange.single(Bytes.utf8("n")), Target.VERSION, Relation.GREATER, -1)),
            List.of(put("n", "x")),
            List.of());

    private CoordinationState state = new CoordinationState();

    @BeforeEach
    void open(CoordinationState fresh) {
        state = fresh;
        apply(state, OPEN);
    }

    @Test
    void pain19_aTransactionSentTwiceInOneEntryRunsOnce() {
        Applied applied = state.apply(batch(once(1, INCREMENT), once(1, INCREMENT), once(2, INCREMENT)));
        assertThat(applied.events()).hasSize(2);
        assertThat(applied.outcomes().get(1)).isEqualTo(applied.outcomes().get(0));
        assertThat(version("n")).isEqualTo(2);
    }

    @Test
    void pain19_aResendToAnotherReplicaIsAppliedOnceAndGetsTheFirstOutcome() {
        Outcome first = apply(state, once(1, INCREMENT));
        CoordinationState other = CoordinationState.restore(state.capture());
        apply(other, put("n", "between"));
        assertThat(apply(other, once(1, INCREMENT))).isEqualTo(first);
        assertThat(other.revision()).isEqualTo(3);
    }

    @Test
    void pain19_aRefusalStaysARefusalWhenTheReasonIsGone() {
        Put held = new Put(Bytes.utf8("k"), Bytes.EMPTY, 7, false, false, false);
        Outcome first = apply(state, once(1, held));
        assertThat(first)
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.reason()).isEqualTo(Reason.LEASE_NOT_FOUND));
        apply(state, new LeaseCommand.Grant(7, 5_000));
        assertThat(apply(state, once(1, held))).isEqualTo(first);
        assertThat(state.keyCount()).isZero();
    }

    @Test
    void pain19_aWriteThatWasGivenUpIsNotAppliedWhenItsCopyArrives() {
        assertThat(apply(state, resolve(1))).isEqualTo(new Outcome.Resolved(1, null));
        assertRejected(apply(state, once(1, INCREMENT)), Reason.REQUEST_CLOSED);
        assertThat(apply(state, resolve(1))).isEqualTo(new Outcome.Resolved(1, null));
        assertThat(state.keyCount()).isZero();
    }

    @Test
    void pain19_anUnknownOutcomeIsFoundByAsking() {
        Outcome first = apply(state, once(1, INCREMENT));
        assertThat(apply(state, resolve(1))).isEqualTo(new Outcome.Resolved(2, first));
    }

    @Test
    void pain19_aBelatedCopyOfEverythingAClientSentBeginsNoSecondLife() {
        CoordinationState before = CoordinationState.restore(state.capture());
        apply(state, once(1, INCREMENT));
        apply(state, new SessionCommand.Close(SESSION));
        Applied again = state.apply(batch(OPEN, once(1, INCREMENT)));
        assertThat(again.outcomes()).allSatisfy(outcome -> assertRejected(outcome, Reason.SESSION_NOT_FOUND));
        assertThat(version("n")).isEqualTo(1);
        assertThat(apply(before, OPEN))
                .as("while it lives, opening again is a success")
                .isInstanceOf(Outcome.SessionOpened.class);
    }

    @Test
    void aRepeatedRequestTakesNoRevisionAndLeavesNoEvent() {
        apply(state, once(1, INCREMENT));
        Applied again = state.apply(batch(once(1, INCREMENT)));
        assertThat(again.events()).isEmpty();
        assertThat(state.revision()).isEqualTo(2);
    }

    @Test
    void aRequestsNumberAloneNamesIt() {
        Outcome first = apply(state, once(1, INCREMENT));
        assertThat(apply(state, once(1, put("other", "1")))).isEqualTo(first);
        assertThat(state.keyCount()).isEqualTo(1);
    }

    @Test
    void theOldestLargeAnswersAreCondensedFirstAndSmallOnesNever() {
        String kilo = "v".repeat(850);
        for (int i = 1; i <= 100; i++) {
            boolean large = i % 2 == 0;
            apply(state, put("k", kilo));
            apply(state, once(i, new Put(Bytes.utf8("k"), Bytes.utf8("w"), 0, large, false, false)));
        }
        for (int i = 101; i <= 200; i++) {
            apply(state, put("k", kilo));
            apply(state, once(i, new DeleteRange(KeyRange.ALL, true)));
        }
        ReplyWindow window = window();
        assertThat(window.bytes()).isBetween(Limits.MAX_KEPT_SESSION_BYTES - 1024, Limits.MAX_KEPT_SESSION_BYTES);
        for (int i = 1; i <= 99; i += 2) {
            assertThat(window.outcomeOf(i)).isInstanceOf(Outcome.Put.class);
        }
        assertThat(window.outcomeOf(2)).isInstanceOf(Outcome.Condensed.class);
        assertThat(window.outcomeOf(100)).isInstanceOf(Outcome.Condensed.class);
        assertThat(window.outcomeOf(101)).isInstanceOf(Outcome.Condensed.class);
        assertThat(window.outcomeOf(200)).isInstanceOf(Outcome.DeleteRange.class);
        Outcome condensed = Objects.requireNonNull(window.outcomeOf(2));
        assertThat(apply(state, once(2, INCREMENT))).isEqualTo(condensed);
        assertThat(condensed.revision()).as("when it was applied").isEqualTo(5);
    }

    @Test
    void aWindowFullOfTheLongestRefusalsStaysWithinItsBound() {
        Put refused = new Put(Bytes.utf8("k".repeat(64)), Bytes.EMPTY, Long.MAX_VALUE, false, false, false);
        for (int i = 1; i <= Limits.MAX_OPEN_REQUESTS; i++) {
            assertRejected(apply(state, once(i, refused)), Reason.LEASE_NOT_FOUND);
        }
        assertThat(window().span()).isEqualTo(Limits.MAX_OPEN_REQUESTS);
        assertThat(window().bytes()).isLessThanOrEqualTo(Limits.MAX_KEPT_SESSION_BYTES);
        assertRejected(apply(state, once(1, refused)), Reason.LEASE_NOT_FOUND);
        assertRejected(apply(state, once(Limits.MAX_OPEN_REQUESTS + 1, refused)), Reason.TOO_MANY_REQUESTS);
    }

    @Test
    void numbersUpToTheLargestAreCountedRight() {
        long last = Long.MAX_VALUE;
        apply(state, new SessionCommand.Once(SESSION, last, last, put("k", "1")));
        assertThat(apply(state, new SessionCommand.Once(SESSION, last, 1, put("k", "2"))))
                .isEqualTo(new Outcome.Put(2, null));
        assertRejected(apply(state, once(last - 1, put("k", "3"))), Reason.STALE_REQUEST);
        assertThat(window().floor()).isEqualTo(last);
    }

    @Test
    void anImageKeepsItsWindowWhateverComesLater() {
        apply(state, once(1, INCREMENT));
        ReplyWindow image = window();
        apply(state, new SessionCommand.Once(SESSION, 5, 4, INCREMENT));
        assertThat(image.floor()).isEqualTo(1);
        assertThat(image.knows(1)).isTrue();
        assertThat(image.knows(5)).isFalse();
        assertThat(window().knows(1)).isFalse();
        assertThat(window().knows(5)).isTrue();
    }

    @Test
    void aQuestionIsNeverRefusedBecauseNoRequestHasToldOfTheAskersFloor() {
        long far = Limits.MAX_OPEN_REQUESTS + 50;
        apply(state, once(1, INCREMENT));
        assertRejected(apply(state, resolve(far)), Reason.TOO_MANY_REQUESTS);
        assertThat(apply(state, new SessionCommand.Resolve(SESSION, far, far - 1)))
                .isEqualTo(new Outcome.Resolved(2, null));
        assertThat(window().floor()).isEqualTo(far - 1);
    }

    @Test
    void aFloorAboveTheRequestAskedForDoesNotForgetThatOne() {
        Outcome first = apply(state, once(1, INCREMENT));
        assertThat(apply(state, new SessionCommand.Resolve(SESSION, 1, 7))).isEqualTo(new Outcome.Resolved(2, first));
        assertThat(window().floor()).isEqualTo(1);
    }

    private ReplyWindow window() {
        return Objects.requireNonNull(state.sessions().windowOf(SESSION));
    }

    private long version(String key) {
        RangeQuery query = RangeQuery.of(KeyRange.single(Bytes.utf8(key)));
        return ((Outcome.Range) state.query(query)).keyValues().get(0).version();
    }

    private static SessionCommand.Once once(long sequence, Command command) {
        return new SessionCommand.Once(SESSION, sequence, 1, command);
    }

    private static SessionCommand.Resolve resolve(long sequence) {
        return new SessionCommand.Resolve(SESSION, sequence);
    }

    private static void assertRejected(Outcome outcome, Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.reason()).isEqualTo(reason));
    }
}
