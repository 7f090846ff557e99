package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.RejectedException;
import io.holdfast.client.SessionState;
import io.holdfast.election.CandidateState.Closed;
import io.holdfast.election.CandidateState.Leading;
import io.holdfast.election.CandidateState.Lost;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three candidates, and whatever can happen to them, drawn by chance from a seed. */
class LeaderElectionFaultsTest {
    private static final int STEPS = 400;

    /** Hears one candidate, and throws now and then. */
    private static final class Listener {
        final List<CandidateState> told = new ArrayList<>();
        private final SplittableRandom random;

        Listener(SplittableRandom random) {
            this.random = random;
        }

        void changed(CandidateState state) {
            told.add(state);
            if (random.nextInt(4) == 0) {
                throw new IllegalStateException("a listener's bug");
            }
        }

        /** Each Leading is followed by its own Lost at once, and nothing follows Closed. */
        void check(String seed) {
            Leadership open = null;
            for (int i = 0; i < told.size(); i++) {
                CandidateState state = told.get(i);
                if (open != null) {
                    assertThat(state).as(seed).isInstanceOf(Lost.class);
                    assertThat(((Lost) state).leadership()).as(seed).isSameAs(open);
                    open = null;
                } else {
                    assertThat(state).as(seed).isNotInstanceOf(Lost.class);
                }
                if (state instanceof Leading leading) {
                    open = leading.leadership();
                }
                if (state instanceof Closed) {
                    assertThat(i).as(seed).isEqualTo(told.size() - 1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987, 1597, 2584, 4181, 6765, 10946})
    void pain11And12NeverTwoLeadersAndNeverAnElectionThatDiesWhateverHappens(long number) {
        String seed = "seed " + number;
        SplittableRandom random = new SplittableRandom(number);
        Rehearsal rehearsal = new Rehearsal();
        FakeCluster cluster = rehearsal.cluster;
        List<LeaderElection> candidates = new ArrayList<>();
        List<Listener> listeners = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            Listener listener = new Listener(random.split());
            listeners.add(listener);
            candidates.add(rehearsal
                    .candidate(name, random.nextLong())
                    .priority(random.nextInt(3))
                    .listener(listener::changed)
                    .start());
        }
        for (int step = 0; step < STEPS; step++) {
            fault(random, rehearsal, candidates.get(random.nextInt(3)));
            assertThat(candidates.stream().filter(LeaderElection::isLeader).count())
                    .as(seed)
                    .isLessThanOrEqualTo(1);
        }
        cluster.refuse(null);
        cluster.throwInstead(null);
        cluster.endTenure(LockEnd.REVOKED);
        candidates.forEach(LeaderElection::stand);
        rehearsal.time.advance(Duration.ofMinutes(2));
        assertThat(candidates.stream().filter(LeaderElection::isLeader).count())
                .as(seed)
                .isEqualTo(1);
        assertThat(cluster.waiting()).as(seed).isEqualTo(2);
        candidates.forEach(LeaderElection::close);
        assertThat(cluster.leading()).as(seed).isEmpty();
        assertThat(cluster.sessions()).as(seed).allMatch(session -> session.state() == SessionState.EXPIRED);
        listeners.forEach(listener -> {
            listener.check(seed);
            assertThat(listener.told).as(seed).endsWith(new Closed());
            assertThat(listener.told.stream().filter(Leading.class::isInstance))
                    .as(seed)
                    .hasSizeGreaterThan(3);
        });
    }

    private static void fault(SplittableRandom random, Rehearsal rehearsal, LeaderElection one) {
        FakeCluster cluster = rehearsal.cluster;
        switch (random.nextInt(12)) {
            case 0 -> cluster.refuse(FakeCluster.unreachable());
            case 1 -> cluster.refuse(new RejectedException(Reason.TOO_MANY_WAITERS, 1, 1, "too many"));
            case 2 -> cluster.throwInstead(new IllegalStateException("a bug of the client's"));
            case 3, 4 -> {
                cluster.refuse(null);
                cluster.throwInstead(null);
            }
            case 5 -> cluster.endTenure(LockEnd.REVOKED);
            case 6 -> cluster.leading().ifPresent(FakeHandle::runOut);
            case 7 -> expire(random, cluster);
            case 8 -> one.resignAsync();
            case 9 -> one.resignAsync("b");
            case 10 -> {
                one.withdrawAsync();
                one.stand();
            }
            default -> rehearsal.time.advance(Duration.ofMillis(random.nextInt(3_000)));
        }
    }

    private static void expire(SplittableRandom random, FakeCluster cluster) {
        List<FakeSession> living = cluster.sessions().stream()
                .filter(session -> session.state() != SessionState.EXPIRED)
                .toList();
        if (!living.isEmpty()) {
            living.get(random.nextInt(living.size())).expire();
        }
    }
}
