package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ClosedException;
import io.holdfast.client.ElectionClient;
import io.holdfast.client.LeaderHandle;
import io.holdfast.client.LockLostException;
import io.holdfast.client.OperationOutcome;
import io.holdfast.client.RejectedException;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.CandidateState.Closed;
import io.holdfast.election.CandidateState.Leading;
import io.holdfast.election.CandidateState.Lost;
import io.holdfast.election.CandidateState.Phase;
import io.holdfast.election.CandidateState.Waiting;
import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The candidate's state machine, in simulated time. */
@Timeout(30)
class LeaderElectionTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Rehearsal rehearsal = new Rehearsal();
    private final FakeCluster cluster = rehearsal.cluster;
    private final SimulatedTime time = rehearsal.time;
    private final List<CandidateState> told = new ArrayList<>();

    private LeaderElectionBuilder a() {
        return rehearsal.candidate("a").listener(told::add);
    }

    private LeaderElectionBuilder b() {
        return rehearsal.candidate("b");
    }

    private List<String> kinds() {
        return told.stream()
                .map(state -> state instanceof Waiting waiting
                        ? waiting.phase().toString()
                        : state.getClass().getSimpleName())
                .toList();
    }

    @Test
    void itStandsIsElectedAndSaysSoInOrder() {
        LeaderElection election = a().value("here").build();
        assertThat(election.state()).isEqualTo(new Waiting(Phase.WITHDRAWN, 0));
        election.stand();
        election.stand();
        assertThat(election.isLeader()).isTrue();
        assertThat(cluster.campaigns()).isEqualTo(1);
        assertThat(cluster.leading().orElseThrow().value()).isEqualTo(Bytes.utf8("here"));
        election.close();
        assertThat(election.isLeader()).isFalse();
        assertThat(kinds()).containsExactly("WITHDRAWN", "STANDING", "Leading", "Lost", "Closed");
    }

    @Test
    void theLeadershipKnowsItsTokenItsTimeAndItsEnd() {
        LeaderElection election = a().start();
        Leadership leadership = election.awaitLeadership();
        CompletableFuture<?> lost = leadership.whenLost();
        assertThat(leadership.token()).isEqualTo(1);
        assertThat(leadership.fence().token()).isEqualTo(1);
        assertThat(leadership.candidate()).isEqualTo("a");
        leadership.guard(Duration.ofSeconds(9));
        assertThatThrownBy(() -> leadership.guard(LONG)).isInstanceOf(LockLostException.class);
        leadership.publish("there");
        assertThat(cluster.leading().orElseThrow().value()).isEqualTo(Bytes.utf8("there"));
        assertThat(lost).isNotDone();
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(leadership.whenLost().join().end()).isEqualTo(LockEnd.REVOKED);
        assertThat(lost).isDone();
        assertThat(leadership.remaining()).isZero();
        assertThatThrownBy(() -> leadership.publish("nowhere")).isInstanceOf(LockLostException.class);
    }

    @Test
    void pain11ALeaderWhoseTimeRanOutSaysNoBeforeAnybodyToldIt() {
        LeaderElection election = a().start();
        cluster.leading().orElseThrow().runOut();
        assertThat(election.state()).isInstanceOf(Leading.class);
        assertThat(election.isLeader()).isFalse();
        assertThat(election.leadership()).isEmpty();
        CompletableFuture<Leadership> next = election.leadershipAsync();
        assertThat(next).isNotDone();
        cluster.endTenure(LockEnd.SESSION_EXPIRED);
        time.advance(LONG);
        assertThat(next.join().token()).isEqualTo(2);
    }

    @Test
    void pain11AfterALostSessionItStandsAgainInANewOneAndLeadsByANewToken() {
        LeaderElection election =
                a().session(SessionOptions.of(Duration.ofSeconds(2))).start();
        long first = election.awaitLeadership().token();
        cluster.sessions().get(0).expire();
        assertThat(election.state()).isInstanceOf(Lost.class);
        assertThat(election.lastFailure().orElseThrow().cause()).isInstanceOf(LockLostException.class);
        time.advance(LONG);
        assertThat(election.awaitLeadership().token()).isGreaterThan(first);
        assertThat(cluster.sessions()).hasSize(2);
        assertThat(cluster.sessions().get(1).ttl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(kinds()).containsExactly("WITHDRAWN", "STANDING", "Leading", "Lost", "STANDING", "Leading");
    }

    @Test
    void theClientsOwnSessionIsUsedIfWanted() {
        LeaderElection election = a().clientSession().start();
        assertThat(election.isLeader()).isTrue();
        assertThat(cluster.sessions()).isEmpty();
        election.close();
        assertThat(cluster.leading()).isEmpty();
    }

    @Test
    void pain12WhateverACampaignFailsWithAnotherOneFollows() {
        List<RuntimeException> failures = List.of(
                FakeCluster.unreachable(),
                new RejectedException(Reason.WRONG_KIND, 0, 1, "a lock has the name"),
                new CompletionException(FakeCluster.unreachable()),
                new IllegalStateException("a bug"),
                new UnsupportedOperationException("elections"));
        cluster.refuse(failures.get(0));
        LeaderElection election = a().start();
        for (RuntimeException failure : failures) {
            cluster.refuse(failure);
            time.advance(LONG);
            assertThat(election.state()).isInstanceOf(Waiting.class);
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            assertThat(election.lastFailure().orElseThrow().cause()).isSameAs(cause);
        }
        cluster.refuse(null);
        for (RuntimeException failure : failures) {
            cluster.throwInstead(failure);
            time.advance(LONG);
            assertThat(election.isLeader()).isFalse();
        }
        assertThat(election.lastFailure().orElseThrow().inARow()).isGreaterThan(10);
        cluster.throwInstead(null);
        time.advance(LONG);
        assertThat(election.isLeader()).isTrue();
    }

    @Test
    void pain12AListenerThatThrowsIsReportedAndEndsNothing() {
        List<Throwable> reported = new ArrayList<>();
        LeaderElection election = rehearsal
                .candidate("a")
                .listener(state -> {
                    throw new AssertionError("no");
                })
                .listener(told::add)
                .onListenerError((listener, thrown) -> {
                    reported.add(thrown);
                    throw new IllegalStateException("and so does this");
                })
                .start();
        cluster.endTenure(LockEnd.REVOKED);
        time.advance(LONG);
        assertThat(election.isLeader()).isTrue();
        assertThat(kinds()).containsExactly("WITHDRAWN", "STANDING", "Leading", "Lost", "STANDING", "Leading");
        assertThat(reported).hasSize(told.size()).allMatch(AssertionError.class::isInstance);
    }

    @Test
    void pain12AnExecutorThatRefusesDoesNotMakeItDeaf() {
        LeaderElection election = a().executor(task -> {
                    throw new RejectedExecutionException("shut down");
                })
                .start();
        assertThat(election.awaitLeadership().token()).isEqualTo(1);
        Awaitility.await().until(() -> kinds().contains("Leading"));
    }

    @Test
    void pausesDoubleWithinTheirBoundsAndALongTenureForgetsThem() {
        cluster.refuse(FakeCluster.unreachable());
        LeaderElection election =
                a().backoff(Duration.ofMillis(100), Duration.ofSeconds(1)).start();
        long bound = 100;
        for (int i = 1; i < 8; i++) {
            CampaignFailure failure = election.lastFailure().orElseThrow();
            assertThat(failure.inARow()).isEqualTo(i);
            assertThat(failure.again()).isBetween(Duration.ofMillis(bound / 2), Duration.ofMillis(bound));
            assertThat(election.state()).isEqualTo(new Waiting(Phase.PAUSING, i));
            time.advance(failure.again());
            bound = Math.min(1_000, bound * 2);
        }
        cluster.refuse(null);
        time.advance(Duration.ofSeconds(1));
        assertThat(election.isLeader()).isTrue();
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(election.lastFailure().orElseThrow().inARow()).isEqualTo(9);
        time.advance(LONG);
        assertThat(election.isLeader()).isTrue();
        time.advance(Duration.ofSeconds(2));
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(election.lastFailure().orElseThrow().inARow()).isEqualTo(1);
    }

    @Test
    void resigningHandsOverToTheNextAndDoesNotWinAgainAtOnceDespiteItsPriority() {
        LeaderElection first = a().priority(9).start();
        LeaderElection second = b().start();
        assertThat(first.resign()).isTrue();
        assertThat(cluster.leaderName()).isEqualTo("b");
        assertThat(second.isLeader()).isTrue();
        assertThat(first.state()).isEqualTo(new Waiting(Phase.STANDING, 0));
        assertThat(first.resign()).isFalse();
        second.close();
        assertThat(first.isLeader()).isTrue();
    }

    @Test
    void whoResignsAloneLeadsAgain() {
        LeaderElection alone = a().start();
        assertThat(alone.resign()).isTrue();
        assertThat(alone.awaitLeadership().token()).isEqualTo(2);
        assertThat(kinds()).containsExactly("WITHDRAWN", "STANDING", "Leading", "Lost", "STANDING", "Leading");
    }

    @Test
    void whoResignsAndCannotLearnWhoLeadsHoldsOff() {
        LeaderElection election = a().holdOff(Duration.ofSeconds(3)).start();
        cluster.refuse(FakeCluster.unreachable());
        assertThat(election.resign()).isTrue();
        cluster.refuse(null);
        time.advance(Duration.ofMillis(2_999));
        assertThat(election.state()).isInstanceOf(Lost.class);
        time.advance(Duration.ofMillis(1));
        assertThat(election.isLeader()).isTrue();
    }

    @Test
    void resigningInFavourOfSomebodyPassesTheOthersBy() {
        LeaderElection first = a().start();
        rehearsal.candidate("b").start();
        rehearsal.candidate("c").start();
        assertThat(first.resign("c")).isTrue();
        assertThat(cluster.leaderName()).isEqualTo("c");
        assertThat(first.state()).isEqualTo(new Waiting(Phase.STANDING, 0));
    }

    @Test
    void resigningInFavourOfNobodyIsRefusedAndItGoesOnLeading() {
        LeaderElection first = a().start();
        b().start();
        assertThatThrownBy(() -> first.resign("nobody"))
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_CANDIDATE));
        assertThat(first.isLeader()).isTrue();
        assertThat(first.awaitLeadership().token()).isEqualTo(1);
    }

    @Test
    void aWithdrawnCandidateStandsNoMoreUntilToldTo() {
        LeaderElection first = a().start();
        LeaderElection second = b().start();
        second.withdraw();
        assertThat(cluster.waiting()).isZero();
        first.withdraw();
        assertThat(cluster.leading()).isEmpty();
        time.advance(LONG);
        assertThat(first.state()).isEqualTo(new Waiting(Phase.WITHDRAWN, 0));
        first.withdraw();
        second.stand();
        assertThat(second.isLeader()).isTrue();
    }

    @Test
    void aPausingCandidateThatIsWithdrawnDoesNotWakeUp() {
        cluster.refuse(FakeCluster.unreachable());
        LeaderElection election = a().start();
        election.withdraw();
        cluster.refuse(null);
        time.advance(LONG);
        assertThat(cluster.leading()).isEmpty();
        election.stand();
        assertThat(election.isLeader()).isTrue();
    }

    @Test
    void aLeadershipThatComesTooLateIsGivenBack() {
        CompletableFuture<LeaderHandle> late = new CompletableFuture<>();
        FakeHandle handle = new FakeHandle(cluster, "e", "a", Bytes.EMPTY, 7, 1);
        ElectionClient slow = new Uncancelled(cluster, late);
        LeaderElection election = new LeaderElectionBuilder(slow, cluster::open, "e", "a")
                .executor(Runnable::run)
                .listener(told::add)
                .start();
        election.withdraw();
        late.complete(handle);
        assertThat(handle.isHeld()).isFalse();
        assertThat(kinds()).containsExactly("WITHDRAWN", "STANDING", "WITHDRAWN");
    }

    @Test
    void closingEndsItInEveryState() {
        LeaderElection withdrawn = rehearsal.candidate("w").build();
        LeaderElection leading = rehearsal.candidate("l").start();
        LeaderElection standing = rehearsal.candidate("s").start();
        withdrawn.close();
        standing.close();
        assertThat(cluster.waiting()).isZero();
        leading.close();
        assertThat(cluster.leading()).isEmpty();
        LeaderElection lost = rehearsal.candidate("x").start();
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(lost.state()).isInstanceOf(Lost.class);
        lost.close();
        cluster.refuse(FakeCluster.unreachable());
        LeaderElection pausing = rehearsal.candidate("p").start();
        assertThat(pausing.state()).isEqualTo(new Waiting(Phase.PAUSING, 1));
        pausing.close();
        pausing.close();
        cluster.refuse(null);
        time.advance(LONG);
        int before = cluster.campaigns();
        for (LeaderElection closed : List.of(withdrawn, leading, standing, lost, pausing)) {
            assertThat(closed.state()).isEqualTo(new Closed());
            closed.stand();
            assertThat(closed.resign()).isFalse();
            closed.withdraw();
            assertThatThrownBy(closed::awaitLeadership).isInstanceOf(ClosedException.class);
        }
        assertThat(cluster.campaigns()).isEqualTo(before);
        assertThat(cluster.sessions()).allMatch(session -> session.remaining().isZero());
    }

    @Test
    void closingDoesNotWaitForAClusterThatSaysNothing() {
        LeaderElection election = a().closeTimeout(Duration.ofMillis(20)).start();
        CompletableFuture<Leadership> waiting = b().start().leadershipAsync();
        cluster.silence(true);
        election.close();
        assertThat(election.state()).isEqualTo(new Closed());
        assertThat(election.closeAsync()).isNotDone();
        assertThat(waiting).isDone();
    }

    @Test
    void pain12AClosedClientEndsItVisibly() {
        LeaderElection election = a().build();
        CompletableFuture<Leadership> waiting = election.leadershipAsync();
        cluster.refuse(new ClosedException(OperationOutcome.NOT_APPLIED, null, "the client was closed", null));
        election.stand();
        assertThat(election.state()).isEqualTo(new Closed());
        assertThat(election.lastFailure().orElseThrow().cause()).isInstanceOf(ClosedException.class);
        assertThat(waiting).isCompletedExceptionally();
        assertThat(kinds()).endsWith("Closed");
    }

    @Test
    void whoListensLateHearsThePresentStateAndNoPastOne() {
        LeaderElection election = a().start();
        List<CandidateState> late = new ArrayList<>();
        var registration = election.onStateChange(late::add);
        assertThat(late).hasSize(1).allMatch(Leading.class::isInstance);
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(late).hasSize(2);
        registration.close();
        time.advance(LONG);
        assertThat(late).hasSize(2);
    }

    @Test
    void waitingToLeadIsBoundedAndCanBeInterrupted() {
        rehearsal.candidate("b").start();
        LeaderElection election = a().start();
        assertThat(election.awaitLeadership(Duration.ofMillis(1))).isEmpty();
        Thread.currentThread().interrupt();
        assertThatThrownBy(election::awaitLeadership).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        cluster.endTenure(LockEnd.REVOKED);
        assertThat(election.isLeader()).isTrue();
    }
}
