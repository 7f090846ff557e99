package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One check and its gate, in simulated time. */
class HealthGateTest {
    private static final HealthPolicy POLICY = HealthPolicy.DEFAULT
            .failures(2, 3)
            .recoveries(2)
            .interval(Duration.ofMillis(100))
            .timeout(Duration.ofMillis(50))
            .latency(Duration.ofMillis(20));

    private final SimulatedTime time = new SimulatedTime();
    private final List<CompletableFuture<Health>> asked = new ArrayList<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private final List<Boolean> changes = new ArrayList<>();
    private final Steps steps = new Steps(bugs::add);
    private HealthGate gate = gate(this::ask, POLICY);

    private HealthGate gate(HealthCheck check, HealthPolicy policy) {
        return new HealthGate("db", check, policy, time, Runnable::run, steps, () -> changes.add(gate.healthy()));
    }

    private CompletableFuture<Health> ask() {
        CompletableFuture<Health> health = new CompletableFuture<>();
        asked.add(health);
        return health;
    }

    private void answer(boolean good) {
        asked.get(asked.size() - 1).complete(good ? Health.GOOD : Health.bad("no"));
    }

    private void next() {
        time.advance(Duration.ofMillis(100));
    }

    @Test
    void itBeginsAfterItsDelayAndThenEachInterval() {
        gate = gate(this::ask, POLICY.initialDelay(Duration.ofSeconds(1)));
        gate.begin();
        time.advance(Duration.ofMillis(999));
        assertThat(asked).isEmpty();
        time.advance(Duration.ofMillis(1));
        for (int i = 1; i < 5; i++) {
            assertThat(asked).hasSize(i);
            answer(true);
            time.advance(Duration.ofMillis(99));
            assertThat(asked).hasSize(i);
            time.advance(Duration.ofMillis(1));
        }
        assertThat(changes).containsExactly(true);
    }

    @Test
    void aCheckThatComesAndGoesMovesTheGateOnlyByItsThresholds() {
        gate.begin();
        time.advance(Duration.ZERO);
        for (boolean good : new boolean[] {true, false, true, true, false, true, false, true, false, true, true}) {
            answer(good);
            next();
        }
        assertThat(changes).containsExactly(true, false, true);
        assertThat(gate.found()).isEqualTo("check db: good");
    }

    @Test
    void aSlowAnswerIsABadOne() {
        gate.begin();
        time.advance(Duration.ZERO);
        answer(true);
        next();
        for (int i = 0; i < 2; i++) {
            time.advance(Duration.ofMillis(21));
            answer(true);
            assertThat(gate.found()).contains("took 21 ms", "20 are allowed");
            time.advance(Duration.ofMillis(79));
        }
        assertThat(gate.healthy()).isFalse();
    }

    @Test
    void aCheckThatHangsCountsAsFailedAndNoOtherIsBegunBesideIt() {
        CompletableFuture<Health> stubborn = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false;
            }
        };
        gate = gate(
                () -> {
                    if (asked.isEmpty()) {
                        asked.add(new CompletableFuture<>());
                        return CompletableFuture.completedFuture(Health.GOOD);
                    }
                    asked.add(stubborn);
                    return stubborn;
                },
                POLICY);
        gate.begin();
        time.advance(Duration.ofMillis(50));
        assertThat(gate.healthy()).isTrue();
        time.advance(Duration.ofMillis(100));
        assertThat(gate.found()).contains("no answer within 50 ms");
        time.advance(Duration.ofMillis(100));
        assertThat(gate.found()).contains("still hangs");
        assertThat(gate.healthy()).isFalse();
        time.advance(Duration.ofSeconds(10));
        assertThat(asked).hasSize(2);
        stubborn.complete(Health.GOOD);
        next();
        assertThat(asked).hasSize(3);
    }

    @Test
    void aLateAnswerIsCancelledAndChangesNothing() {
        gate.begin();
        time.advance(Duration.ofMillis(50));
        assertThat(asked.get(0)).isCancelled();
        assertThat(gate.healthy()).isFalse();
        time.advance(Duration.ofMillis(50));
        assertThat(asked).hasSize(2);
    }

    @Test
    void whatACheckThrowsIsBadHealthAndEndsNothing() {
        List<Throwable> thrown = List.of(new IllegalStateException("x"), new AssertionError("y"));
        List<Throwable> left = new ArrayList<>(thrown);
        gate = gate(
                () -> {
                    if (left.isEmpty()) {
                        return CompletableFuture.completedFuture(Health.GOOD);
                    }
                    if (left.remove(0) instanceof Error error) {
                        throw error;
                    }
                    throw new IllegalStateException("x");
                },
                POLICY);
        gate.begin();
        time.advance(Duration.ofMillis(150));
        assertThat(gate.found()).contains("failed:");
        time.advance(Duration.ofMillis(150));
        assertThat(gate.found()).isEqualTo("check db: good");
        assertThat(bugs).isEmpty();
    }

    @Test
    void afterItsEndNothingIsAsked() {
        gate.begin();
        time.advance(Duration.ZERO);
        gate.end();
        assertThat(asked.get(0)).isCancelled();
        time.advance(Duration.ofSeconds(10));
        assertThat(asked).hasSize(1);
    }
}
