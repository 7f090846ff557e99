package io.holdfast.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Leader;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.outcome.Failure;
import io.holdfast.wire.Request;
import io.holdfast.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What observers of elections hear: each change once and in order, whatever breaks. Pain 12 of the field. */
class ElectionObservationTest extends ElectionCluster {
    @Test
    void anObserverHearsWhoLeadsAndThenEveryChangeInOrder() {
        SimulatedTransport.Opened n1 = leading();
        stand("e", 1, "a");
        Heard heard = observe("e");
        work(n1);
        assertThat(heard.words).containsExactly("now a");
        stand("e", 2, "b");
        publish("e", 1, "v");
        resign("e", 1);
        work(n1);
        assertThat(heard.words).containsExactly("now a", "a PUBLISHED", "a ENDED", "b ELECTED");
        assertThat(heard.changes.get(0).value().toString()).contains("v");
    }

    @Test
    void nobodyIsAskedWhileNothingHappens() {
        SimulatedTransport.Opened n1 = leading();
        observe("e");
        work(n1);
        long before = questions(n1);
        workFor(n1, 60_000);
        assertThat(questions(n1)).isEqualTo(before);
    }

    @Test
    void changesOfOtherElectionsAreNeitherHeardNorMissed() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        stand("other", 1, "x");
        stand("e", 2, "a");
        work(n1);
        stand("other", 3, "y");
        resign("other", 1);
        resign("e", 2);
        work(n1);
        assertThat(heard.words).endsWith("a ENDED").doesNotContain("x ELECTED", "y ELECTED");
    }

    @Test
    void manyNoticesDuringAQuestionMakeOneMoreQuestion() {
        SimulatedTransport.Opened n1 = leading();
        observe("e");
        work(n1);
        long before = questions(n1);
        for (int i = 0; i < 100; i++) {
            n1.receive(new ServerFrame.Noticed(List.of(new Topic(TopicKind.ELECTION, "e"))));
        }
        assertThat(questions(n1)).isEqualTo(before + 1);
        work(n1);
        assertThat(questions(n1)).isEqualTo(before + 2);
    }

    @Test
    void aSlowObserverIsAskedForNoMoreThanOnePageAtATime() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observeSlowly("e");
        work(n1);
        long before = questions(n1);
        for (int i = 1; i <= 20; i++) {
            stand("e", i, "c" + i);
            resign("e", i);
            work(n1);
        }
        assertThat(questions(n1)).as("it was not told of the first page yet").isEqualTo(before);
        assertThat(heard.tasks.size()).isLessThanOrEqualTo(1);
        int most = 0;
        while (heard.one()) {
            work(n1);
            most = Math.max(most, heard.tasks.size());
        }
        assertThat(most).isLessThanOrEqualTo(1);
        assertThat(heard.changes).hasSize(40);
        assertThat(heard.words.get(0)).isEqualTo("now nobody");
    }

    @Test
    void whatIsForgottenIsSaidToBeMissedAndItGoesOnFromThere() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        work(n1);
        n1.end(CUT);
        stand("e", 1, "a");
        resign("e", 1);
        stand("e", 2, "b");
        state.locks.elections.forgotten = 2;
        SimulatedTransport.Opened again = reconnected("n1", new Leader("n1", "n1:7400", 6));
        work(again);
        resign("e", 2);
        work(again);
        assertThat(heard.words).containsExactly("now nobody", "missed, now b", "b ENDED");
    }

    @Test
    void aClusterThatWasPutBackToAnEarlierStateIsSaidToHaveBeenMissed() {
        SimulatedTransport.Opened n1 = leading();
        stand("e", 1, "a");
        resign("e", 1);
        Heard heard = observe("e");
        work(n1);
        n1.end(CUT);
        state.locks.elections.all.clear();
        SimulatedTransport.Opened again = reconnected("n1", new Leader("n1", "n1:7400", 6));
        work(again);
        stand("e", 2, "b");
        work(again);
        assertThat(heard.words).containsExactly("now nobody", "missed, now nobody", "b ELECTED");
    }

    @Test
    void whatAnObserverThrowsIsReportedAndItHearsTheRest() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        heard.throwing = new IllegalStateException("oops");
        work(n1);
        stand("e", 1, "a");
        work(n1);
        assertThat(heard.words).containsExactly("now nobody", "a ELECTED");
        assertThat(listenerErrors).hasSize(2).allMatch(error -> error.contains("election e") && error.contains("oops"));
    }

    @Test
    void anObservationThatWasClosedHearsNothingAndTheNodeIsTold() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        Heard other = observe("e");
        work(n1);
        heard.close();
        heard.close();
        work(n1);
        assertThat(on(n1)).containsExactly("e");
        stand("e", 1, "a");
        work(n1);
        assertThat(heard.words).hasSize(1);
        assertThat(other.words).hasSize(2);
        other.close();
        work(n1);
        assertThat(on(n1)).isEmpty();
        assertThat(topics.size()).isZero();
    }

    @Test
    void whileALockHasTheNameNothingIsHeardAndAfterwardsEverythingIs() {
        SimulatedTransport.Opened n1 = leading();
        rival("e", 1);
        Heard heard = observe("e");
        workFor(n1, 3_000);
        assertThat(heard.words).isEmpty();
        rivalReleases("e", 1);
        workFor(n1, 1_000);
        assertThat(heard.words).containsExactly("now nobody");
    }

    @Test
    void aQuestionThatFailsIsAskedAgain() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        while (pending(n1).stream().noneMatch(Request.Read.class::isInstance)) {
            serve(n1, 1);
        }
        Request question = pending(n1).get(0);
        lose(n1);
        n1.fail(question, Failure.notApplied(Failure.Code.UNSUPPORTED, "from the future"));
        workFor(n1, 1_000);
        assertThat(heard.words).containsExactly("now nobody");
    }

    private void serve(SimulatedTransport.Opened stream, int count) {
        stream.receive(new ServerFrame.Results(apply(stream, count)));
    }

    @Test
    void aClientHasSoManyObservationsAndNoMore() {
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_TOPICS; i++) {
            all.add(observations.observe("e", new Heard(Runnable::run), Runnable::run));
        }
        assertThat(observations.observe("e", new Heard(Runnable::run), Runnable::run))
                .isNull();
        all.get(0).run();
        assertThat(observations.observe("e", new Heard(Runnable::run), Runnable::run))
                .isNotNull();
    }

    @Test
    void theEndOfTheClientEndsObservationsQuietly() {
        SimulatedTransport.Opened n1 = leading();
        Heard heard = observe("e");
        work(n1);
        pipeline.endNow();
        loop.settle();
        loop.advanceMillis(5_000);
        heard.close();
        assertThat(heard.words).hasSize(1);
        assertThat(thrownWithin).isEmpty();
    }

    @Test
    void pain12_anObserverHearsEveryChangeExactlyOnceWhateverBreaks() {
        for (long seed = 1; seed <= 60; seed++) {
            restart(1_000, 8 << 20, "n1:7400");
            beginElections();
            observeAtRandom(seed);
        }
    }

    private void observeAtRandom(long seed) {
        Random random = new Random(seed);
        state.locks.end("e", io.holdfast.model.lock.LockEnd.REVOKED, "the last seed's");
        SimulatedTransport.Opened stream = leading();
        stand("e", seed * 1_000, "first");
        List<Heard> all = List.of(observe("e"), observeSlowly("e"), observeSlowly("e"));
        for (int step = 1; step <= 80; step++) {
            switch (random.nextInt(8)) {
                case 0 -> stand("e", seed * 1_000 + step, "c" + step);
                case 1 -> leader(random.nextBoolean(), seed + "." + step);
                case 2 -> {
                    // What reached the node was done, what it said did not come back.
                    apply(stream, random.nextInt(pending(stream).size() + 1));
                    lose(stream);
                    state.locks.elections.noticed.clear();
                    stream.end(CUT);
                    stream = reconnected("n1", new Leader("n1", "n1:7400", 5 + step));
                }
                case 3 -> stream.receive(new ServerFrame.Noticed(List.of(new Topic(TopicKind.ELECTION, "e"))));
                case 4 -> all.get(1 + random.nextInt(2)).one();
                default -> work(stream);
            }
            loop.advanceMillis(random.nextInt(50));
        }
        for (int round = 0; round < 300; round++) {
            workFor(stream, 50);
            all.forEach(Heard::one);
        }
        all.forEach(heard -> isWhole(seed, heard));
        all.forEach(Heard::close);
        work(stream);
    }

    /** The one who leads publishes, or leads no more. */
    private void leader(boolean publishes, String value) {
        state.locks.holders("e").stream().findFirst().ifPresent(entry -> {
            if (publishes) {
                publish("e", entry.acquisition, value);
            } else {
                resign("e", entry.acquisition);
            }
        });
    }

    private void isWhole(long seed, Heard heard) {
        assertThat(heard.standings).as("seed %d: it stands once", seed).hasSize(1);
        List<ElectionChange> happened = state.locks.elections.all;
        List<ElectionChange> expected = happened.subList(happened.size() - heard.changes.size(), happened.size());
        assertThat(heard.changes).as("seed %d", seed).isEqualTo(expected);
        long leader = 0;
        for (ElectionChange before : happened.subList(0, happened.size() - heard.changes.size())) {
            leader = before.step() == ElectionStep.ENDED ? 0 : before.token();
        }
        assertThat(heard.standings.get(0)).as("seed %d: what came before", seed).containsExactly(leader, 0);
    }
}
