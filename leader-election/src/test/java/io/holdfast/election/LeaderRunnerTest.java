package io.holdfast.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.election.RunnerStatus.State;
import io.holdfast.election.StopRequest.Reason;
import io.holdfast.model.lock.LockEnd;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A runner with a real thread for its task, in simulated time. */
@Timeout(60)
class LeaderRunnerTest {
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final HealthPolicy STRICT =
            HealthPolicy.DEFAULT.failures(2, 2).recoveries(1).interval(Duration.ofSeconds(1));

    private final Rehearsal rehearsal = new Rehearsal();
    private final FakeCluster cluster = rehearsal.cluster;
    private final SimulatedTime time = rehearsal.time;
    private final List<String> story = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile CountDownLatch mayEnd = new CountDownLatch(0);
    private volatile boolean stubborn;
    private volatile boolean healthy = true;
    private LeaderRunner runner = unstarted();

    private static LeaderRunner unstarted() {
        return LeaderRunner.builder(new Rehearsal().candidate("unused"), (leadership, stop) -> {})
                .start();
    }

    @AfterEach
    void atMostOneTaskRanAndNoneIsLeft() {
        mayEnd.countDown();
        runner.closeAsync().join();
        assertThat(running).hasValue(0);
        assertThat(story).doesNotContain("two at once");
        assertThat(cluster.leaderName()).isNotEqualTo("a");
    }

    /** Says what happens to it; ends when it may, and heeds interrupts unless it is stubborn. */
    private void task(Leadership leadership, StopSignal stop) throws InterruptedException {
        story.add(running.incrementAndGet() == 1 ? "begins " + leadership.token() : "two at once");
        try {
            stop.await();
            story.add(stop.request().orElseThrow().reason() + (leadership.isLeader() ? " while it leads" : ""));
            while (true) {
                try {
                    mayEnd.await();
                    break;
                } catch (InterruptedException e) {
                    story.add("interrupted");
                    if (!stubborn) {
                        throw e;
                    }
                }
            }
        } finally {
            story.add("ends" + (leadership.isLeader() ? " while it leads" : ""));
            running.decrementAndGet();
        }
    }

    private LeaderRunnerBuilder builder() {
        return LeaderRunner.builder(rehearsal.candidate("a"), this::task).drain(DRAIN);
    }

    private LeaderRunnerBuilder checked() {
        return builder()
                .health(
                        "db",
                        () -> CompletableFuture.completedFuture(healthy ? Health.GOOD : Health.bad("no database")),
                        STRICT);
    }

    private void start(LeaderRunnerBuilder builder) {
        runner.close();
        runner = builder.start();
        time.advance(Duration.ZERO);
    }

    private void awaitStory(String... lines) {
        await().untilAsserted(() -> assertThat(story).containsExactly(lines));
    }

    private void awaitState(State state) {
        await().until(() -> runner.status().state() == state);
    }

    @Test
    void itRunsTheTaskWhileItLeads() {
        start(builder());
        awaitStory("begins 1");
        assertThat(runner.status().state()).isEqualTo(State.LEADING);
        assertThat(runner.election().isLeader()).isTrue();
    }

    @Test
    void aPlannedStepDownDrainsWhileItLeadsAndResignsThen() {
        start(builder()
                .onDrain((leadership, request) ->
                        story.add("hook " + request.reason() + (leadership.isLeader() ? " while it leads" : ""))));
        rehearsal.candidate("b").start();
        awaitStory("begins 1");
        mayEnd = new CountDownLatch(1);
        CompletableFuture<Boolean> down = runner.stepDownAsync();
        await().until(() -> story.contains("DRAIN while it leads"));
        assertThat(runner.status().state()).isEqualTo(State.DRAINING);
        assertThat(cluster.leaderName()).isEqualTo("a");
        mayEnd.countDown();
        assertThat(down.join()).isTrue();
        assertThat(story).contains("hook DRAIN while it leads", "ends while it leads");
        await().until(() -> cluster.leaderName().equals("b"));
        assertThat(runner.status().state()).isEqualTo(State.STANDING);
        assertThat(runner.stepDownAsync().join()).isFalse();
    }

    @Test
    void aLossIsToldAtOnceAndTheTaskIsInterruptedAtTheDeadline() {
        mayEnd = new CountDownLatch(1);
        start(builder());
        awaitStory("begins 1");
        cluster.endTenure(LockEnd.SESSION_EXPIRED);
        awaitStory("begins 1", "LOST");
        assertThat(runner.status().state()).isEqualTo(State.STOPPING);
        assertThat(runner.status().why()).contains("has not ended", "SESSION_EXPIRED");
        time.advance(DRAIN.minusMillis(1));
        assertThat(story).doesNotContain("interrupted");
        time.advance(Duration.ofMillis(1));
        awaitStory("begins 1", "LOST", "interrupted", "ends", "begins 2");
    }

    @Test
    void noSecondTaskBeginsBeforeTheFirstHasEndedHoweverLongThatTakes() {
        mayEnd = new CountDownLatch(1);
        stubborn = true;
        start(builder());
        awaitStory("begins 1");
        cluster.endTenure(LockEnd.REVOKED);
        awaitStory("begins 1", "LOST");
        time.advance(Duration.ofHours(1));
        awaitStory("begins 1", "LOST", "interrupted");
        assertThat(cluster.leading()).isEmpty();
        assertThat(cluster.waiting()).isZero();
        assertThat(runner.status().state()).isEqualTo(State.STOPPING);
        mayEnd.countDown();
        awaitStory("begins 1", "LOST", "interrupted", "ends", "begins 2");
    }

    @Test
    void aTaskThatDoesNotDrainInTimeDoesNotHoldUpTheHandOver() {
        mayEnd = new CountDownLatch(1);
        stubborn = true;
        start(builder());
        rehearsal.candidate("b").start();
        awaitStory("begins 1");
        CompletableFuture<Boolean> down = runner.stepDownAsync();
        awaitStory("begins 1", "DRAIN while it leads");
        time.advance(DRAIN.minusMillis(1));
        assertThat(cluster.leaderName()).isEqualTo("a");
        time.advance(Duration.ofMillis(1));
        assertThat(down.join()).isTrue();
        assertThat(cluster.leaderName()).isEqualTo("b");
        assertThat(runner.status().state()).isEqualTo(State.STOPPING);
        assertThat(cluster.waiting()).isZero();
        mayEnd.countDown();
        await().until(() -> cluster.waiting() == 1);
    }

    @Test
    void aLossWhileDrainingIsToldToo() {
        mayEnd = new CountDownLatch(1);
        CompletableFuture<StopSignal> signal = new CompletableFuture<>();
        start(LeaderRunner.builder(rehearsal.candidate("a"), (leadership, stop) -> {
            signal.complete(stop);
            mayEnd.await();
        }));
        StopSignal stop = signal.join();
        CompletableFuture<Boolean> down = runner.stepDownAsync();
        assertThat(stop.whenRequested().join().reason()).isEqualTo(Reason.DRAIN);
        cluster.endTenure(LockEnd.SESSION_EXPIRED);
        assertThat(stop.request().orElseThrow().reason()).isEqualTo(Reason.LOST);
        assertThat(down.join()).isFalse();
    }

    @Test
    void pain13ASickLeaderStepsDownForAHealthyOneAndDoesNotStandWhileItIsSick() {
        start(checked());
        awaitStory("begins 1");
        rehearsal.candidate("b").start();
        healthy = false;
        time.advance(Duration.ofSeconds(2));
        await().until(() -> cluster.leaderName().equals("b"));
        awaitStory("begins 1", "DRAIN while it leads", "ends while it leads");
        assertThat(cluster.waiting()).isZero();
        time.advance(Duration.ofMinutes(1));
        assertThat(runner.status().state()).isEqualTo(State.SICK);
        assertThat(runner.status().why()).contains("db", "no database");
        healthy = true;
        time.advance(Duration.ofSeconds(1));
        assertThat(cluster.waiting()).isEqualTo(1);
        assertThat(runner.status().state()).isEqualTo(State.STANDING);
    }

    @Test
    void aSickCandidateLeavesTheLineAndComesBackHealthy() {
        rehearsal.candidate("b").start();
        healthy = false;
        start(checked());
        assertThat(cluster.waiting()).isZero();
        healthy = true;
        time.advance(Duration.ofSeconds(1));
        assertThat(cluster.waiting()).isEqualTo(1);
        healthy = false;
        time.advance(Duration.ofSeconds(2));
        assertThat(cluster.waiting()).isZero();
        assertThat(runner.status().state()).isEqualTo(State.SICK);
        healthy = true;
        time.advance(Duration.ofSeconds(1));
        assertThat(cluster.waiting()).isEqualTo(1);
        assertThat(story).isEmpty();
    }

    @Test
    void pain13FlappingHealthIsHeldDownForTwiceAsLongEachTimeAndForgivenLater() {
        HoldDown holdDown = new HoldDown(Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofMinutes(10));
        start(checked().holdDown(holdDown));
        for (long seconds : new long[] {10, 20, 40, 40}) {
            stepDownSick();
            time.advance(Duration.ofSeconds(seconds - 3));
            assertThat(runner.status().state()).as("%d s", seconds).isEqualTo(State.HELD_DOWN);
            time.advance(Duration.ofSeconds(3));
            awaitState(State.LEADING);
        }
        time.advance(Duration.ofMinutes(11));
        stepDownSick();
        time.advance(Duration.ofSeconds(10));
        awaitState(State.LEADING);
    }

    /** Sick for two seconds, and healthy again one later. */
    private void stepDownSick() {
        awaitState(State.LEADING);
        await().until(() -> running.get() == 1);
        healthy = false;
        time.advance(Duration.ofSeconds(2));
        await().until(() -> running.get() == 0 && !runner.election().isLeader());
        healthy = true;
        time.advance(Duration.ofSeconds(1));
        awaitState(State.HELD_DOWN);
    }

    @Test
    void pain12ATaskThatThrowsIsReportedAndItStandsAgainAfterTheHoldDown() {
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        AtomicInteger runs = new AtomicInteger();
        start(LeaderRunner.builder(
                        rehearsal.candidate("a").onListenerError((listener, thrown) -> reported.add(thrown)),
                        (leadership, stop) -> {
                            if (runs.incrementAndGet() == 1) {
                                throw new AssertionError("the task's bug");
                            }
                            stop.await();
                        })
                .drain(DRAIN));
        awaitState(State.HELD_DOWN);
        assertThat(cluster.leading()).isEmpty();
        assertThat(reported).singleElement().isInstanceOf(AssertionError.class);
        time.advance(HoldDown.DEFAULT.first());
        await().until(() -> runs.get() == 2);
    }

    @Test
    void aCheckThatHangsForEverMakesALeaderStepDown() {
        CompletableFuture<Health> never = new CompletableFuture<>();
        AtomicInteger checks = new AtomicInteger();
        start(builder()
                .health(
                        "db",
                        () -> checks.incrementAndGet() == 1 ? CompletableFuture.completedFuture(Health.GOOD) : never,
                        STRICT));
        awaitStory("begins 1");
        time.advance(Duration.ofSeconds(4));
        await().until(() -> cluster.leading().isEmpty());
        assertThat(runner.status().state()).isIn(State.HELD_DOWN, State.SICK);
    }

    @Test
    void closingDrainsHandsOverAndEnds() {
        List<State> told = new CopyOnWriteArrayList<>();
        start(builder());
        runner.onStatus(status -> told.add(status.state()));
        awaitStory("begins 1");
        LeaderElection other = rehearsal.candidate("b").start();
        runner.close();
        assertThat(story).containsExactly("begins 1", "DRAIN while it leads", "ends while it leads");
        assertThat(other.isLeader()).isTrue();
        assertThat(runner.status().state()).isEqualTo(State.CLOSED);
        assertThat(told).endsWith(State.LEADING, State.DRAINING, State.CLOSED);
    }
}
