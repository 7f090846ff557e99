package io.holdfast.client.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Round trips for the revision are shared, but never by somebody who came after the question was sent. */
class RevisionRoundsTest {
    private static final class Hands implements Clock {
        long nanos = 1_000;
        long wallMillis = 50_000;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long wallMillis() {
            return wallMillis;
        }
    }

    private final Hands clock = new Hands();
    private final List<CompletableFuture<Long>> questions = new ArrayList<>();
    private final RevisionRounds rounds = new RevisionRounds(
            () -> {
                CompletableFuture<Long> question = new CompletableFuture<>();
                questions.add(question);
                return question;
            },
            clock);

    @Test
    void whoComesWhileOneIsUnderWaySharesTheNext() {
        CompletableFuture<Proof> first = rounds.join();
        CompletableFuture<Proof> second = rounds.join();
        CompletableFuture<Proof> third = rounds.join();
        assertThat(questions).hasSize(1);
        clock.nanos = 2_000;
        questions.get(0).complete(7L);
        assertThat(first.join()).isEqualTo(new Proof(7, 1_000, 50_000));
        assertThat(second).isNotDone();
        assertThat(questions).hasSize(2);
        questions.get(1).complete(9L);
        assertThat(second.join()).isEqualTo(new Proof(9, 2_000, 50_000));
        assertThat(third.join().revision()).isEqualTo(9);
        assertThat(questions).hasSize(2);
    }

    @Test
    void aFailureIsTheFailureOfThoseWhoSharedItAndTheNextIsAsked() {
        CompletableFuture<Proof> first = rounds.join();
        CompletableFuture<Proof> second = rounds.join();
        questions.get(0).completeExceptionally(new IllegalStateException("no leader"));
        assertThat(first).isCompletedExceptionally();
        questions.get(1).complete(3L);
        assertThat(second.join().revision()).isEqualTo(3);
        rounds.join();
        assertThat(questions).hasSize(3);
    }

    @Test
    void aProofAgesByTheClockThatRanFurther() {
        Proof proof = new Proof(1, clock.nanos, clock.wallMillis);
        clock.nanos += 2_000_000;
        assertThat(proof.age(clock)).isEqualTo(Duration.ofMillis(2));
        // The machine slept: the monotonic clock stood still.
        clock.wallMillis += 5_000;
        assertThat(proof.age(clock)).isEqualTo(Duration.ofSeconds(5));
        // Somebody set the clock on the wall back.
        clock.wallMillis -= 60_000;
        assertThat(proof.age(clock)).isEqualTo(Duration.ofMillis(2));
    }
}
