package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionUpdate;
import io.holdfast.model.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who leads, as an observer knows it. */
class ElectionObserverTest {
    private final Rehearsal rehearsal = new Rehearsal();

    @Test
    void itKnowsWhoLeadsAndWhatIsPublished() {
        LeaderElection first = rehearsal.candidate("a").value("1").start();
        try (ElectionObserver observer = rehearsal.observer()) {
            assertThat(observer.leader().map(ElectedLeader::candidate)).contains("a");
            first.awaitLeadership().publish("2");
            assertThat(observer.leader().map(ElectedLeader::value)).contains(Bytes.utf8("2"));
            rehearsal.candidate("b").start();
            first.resign();
            assertThat(observer.leader().map(ElectedLeader::candidate)).contains("b");
            first.close();
        }
    }

    @Test
    void listenersHearEveryChangeInOrderAndSeeInTheCacheWhatTheyAreTold() {
        List<ElectionUpdate> told = new ArrayList<>();
        try (ElectionObserver observer = rehearsal.observer()) {
            observer.onUpdate(update -> {
                told.add(update);
                assertThat(observer.leader().isPresent()).isEqualTo(update instanceof ElectionUpdate.Elected);
            });
            LeaderElection leader = rehearsal.candidate("a").start();
            leader.close();
        }
        rehearsal.candidate("b").start();
        assertThat(told.stream().map(update -> update.getClass().getSimpleName()))
                .containsExactly("Current", "Elected", "Ended");
    }

    @Test
    void silenceIsToldFromNothingNew() {
        rehearsal.candidate("a").start();
        try (ElectionObserver observer = rehearsal.observer()) {
            assertThat(observer.view().age()).isZero();
            rehearsal.time.advance(Duration.ofMinutes(1));
            assertThat(observer.staleSince()).isEmpty();
            rehearsal.cluster.refuse(FakeCluster.unreachable());
            rehearsal.time.advance(Duration.ofSeconds(10));
            assertThat(observer.staleSince()).isEmpty();
            rehearsal.time.advance(Duration.ofSeconds(1));
            assertThat(observer.staleSince()).contains(rehearsal.time.wall().minus(Duration.ofSeconds(11)));
            assertThat(observer.view().age()).isEqualTo(Duration.ofSeconds(11));
            rehearsal.cluster.refuse(null);
            rehearsal.time.advance(Duration.ofSeconds(5));
            assertThat(observer.staleSince()).isEmpty();
        }
    }

    @Test
    void anAnswerThatContradictsWhatItHeardConfirmsNothing() {
        rehearsal.candidate("a").start();
        try (ElectionObserver observer = rehearsal.observer()) {
            ElectedLeader other = observer.leader().orElseThrow();
            rehearsal.cluster.tell(new ElectionUpdate.Current(
                    Optional.of(
                            new ElectedLeader("e", other.token() + 1, "x", Bytes.EMPTY, 9, "client", other.since())),
                    true));
            rehearsal.time.advance(Duration.ofSeconds(11));
            assertThat(observer.staleSince()).isPresent();
            assertThat(observer.view().known()).isTrue();
        }
    }

    @Test
    void aListenerThatThrowsEndsNothing() {
        List<ElectionUpdate> told = new ArrayList<>();
        try (ElectionObserver observer = rehearsal.observer()) {
            observer.onUpdate(update -> {
                throw new IllegalStateException("a listener's bug");
            });
            observer.onUpdate(told::add);
            rehearsal.candidate("a").start();
        }
        assertThat(told).hasSize(2);
    }
}
