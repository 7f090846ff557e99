package io.holdfast.election.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.client.CallInterruptedException;
import io.holdfast.client.ClosedException;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.Leadership;
import io.holdfast.election.Rehearsal;
import io.holdfast.election.shapes.LeaderLatch.CloseMode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The familiar shapes. */
@Timeout(60)
class ShapesTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Rehearsal rehearsal = new Rehearsal();
    private final List<String> story = new CopyOnWriteArrayList<>();

    private LeaderLatchListener listener() {
        return new LeaderLatchListener() {
            @Override
            public void isLeader() {
                story.add("is leader");
            }

            @Override
            public void notLeader() {
                story.add("not leader");
            }
        };
    }

    @Test
    void aLatchLeadsLosesAndLeadsAgain() {
        LeaderLatch latch = new LeaderLatch(rehearsal.candidate("a"));
        latch.addListener(listener());
        assertThat(latch.await(Duration.ofMillis(1))).isFalse();
        latch.start();
        latch.await();
        assertThat(latch.hasLeadership()).isTrue();
        assertThat(latch.getId()).isEqualTo("a");
        rehearsal.revoke();
        assertThat(latch.hasLeadership()).isFalse();
        rehearsal.time.advance(LONG);
        assertThat(latch.leadership().orElseThrow().token()).isEqualTo(2);
        latch.close(CloseMode.NOTIFY_LEADER);
        assertThat(story).containsExactly("is leader", "not leader", "is leader", "not leader");
        assertThatThrownBy(latch::await).isInstanceOf(ClosedException.class);
    }

    @Test
    void aLatchIsClosedSilentlyUnlessSaidOtherwise() {
        LeaderLatch latch = new LeaderLatch(rehearsal.candidate("a"));
        latch.addListener(listener());
        latch.start();
        latch.close();
        assertThat(story).containsExactly("is leader");
        assertThat(rehearsal.cluster.leaderName()).isEmpty();
    }

    /** Tells the story; its first grants go wrong as the test says. */
    private final class Told implements Candidate {
        private final CopyOnWriteArrayList<Exception> wrong;

        Told(Exception... wrong) {
            this.wrong = new CopyOnWriteArrayList<>(wrong);
        }

        @Override
        public String getRole() {
            return "e";
        }

        @Override
        public String getId() {
            return "told";
        }

        @Override
        public void onGranted(Context context) throws InterruptedException {
            story.add("granted " + context.leadership().token());
            if (wrong.isEmpty()) {
                return;
            }
            Exception next = wrong.remove(0);
            if (next instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw new CompletionException(next);
        }

        @Override
        public void onRevoked(Context context) {
            story.add("revoked " + context.leadership().token() + " " + context.isLeader());
        }
    }

    @Test
    void aCandidateIsGrantedAndRevokedInTurn() {
        CandidateInitiator initiator = new CandidateInitiator(rehearsal.candidate("?"), new Told());
        assertThat(initiator.election().candidate()).isEqualTo("told");
        rehearsal.revoke();
        rehearsal.time.advance(LONG);
        initiator.close();
        assertThat(story).containsExactly("granted 1", "revoked 1 false", "granted 2", "revoked 2 false");
    }

    @Test
    void aCandidateThatFailsWhenGrantedResigns() {
        LeaderElection other = rehearsal.candidate("other").build();
        CandidateInitiator initiator = new CandidateInitiator(
                rehearsal.candidate("?"), new Told(new IllegalStateException("no"), new InterruptedException()));
        other.stand();
        rehearsal.time.advance(LONG);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(story.subList(0, 4)).containsExactly("granted 1", "revoked 1 false", "granted 2", "revoked 2 false");
        initiator.close();
        assertThat(rehearsal.cluster.leaderName()).isEqualTo("other");
    }

    private LeaderCallbacks callbacks() {
        return new LeaderCallbacks() {
            @Override
            public void onStartedLeading(Leadership leadership) {
                story.add("started " + leadership.token());
            }

            @Override
            public void onStoppedLeading() {
                story.add("stopped");
            }

            @Override
            public void onNewLeader(String identity) {
                story.add("new " + identity);
            }
        };
    }

    @Test
    void pain12AnElectorRunsOnAfterALossUntilItIsClosed() {
        LeaderElector elector = new LeaderElector(rehearsal.candidate("a"), rehearsal.observer(), callbacks());
        CompletableFuture<Void> run = CompletableFuture.runAsync(elector);
        await().until(elector::isLeader);
        rehearsal.revoke();
        rehearsal.time.advance(LONG);
        assertThat(elector.isLeader()).isTrue();
        assertThat(run).isNotDone();
        elector.close();
        run.join();
        assertThat(story).containsExactly("new a", "started 1", "stopped", "new a", "started 2", "stopped");
    }

    @Test
    void anInterruptEndsAnElector() {
        LeaderElector elector = new LeaderElector(rehearsal.candidate("a"), rehearsal.observer(), callbacks());
        Thread.currentThread().interrupt();
        assertThatThrownBy(elector::run).isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(rehearsal.cluster.leaderName()).isEmpty();
    }
}
