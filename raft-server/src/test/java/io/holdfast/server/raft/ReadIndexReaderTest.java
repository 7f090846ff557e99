package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyRange;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.server.metrics.ServerMetrics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadIndexReaderTest {
    private static final Query QUERY = RangeQuery.of(KeyRange.ALL);
    private static final long PATIENCE = 150;

    private final FakeBarrier barrier = new FakeBarrier();
    private final AppliedIndex applied = new AppliedIndex();
    private final List<Runnable> tasks = new ArrayList<>();
    private long now = 1_000;
    private long revision = 1;

    @Nullable
    private Failure refusal;

    private final ReadIndexReader reader = new ReadIndexReader(
            barrier,
            () -> refusal,
            applied,
            query -> new Outcome.Range(revision, List.of(), false, 0),
            tasks::add,
            () -> now,
            new ServerMetrics(),
            4,
            PATIENCE);

    @Test
    void aReadIsAnsweredOnlyBehindABarrierThatBeganAfterItArrived() {
        applied.advance(5);
        HeardOnce first = read(1_000);
        HeardOnce second = read(1_000);
        assertThat(barrier.begun).hasSize(1);
        barrier.pass(0, 5);
        runTasks();
        assertThat(first.isAnswered()).isTrue();
        assertThat(second.answers())
                .as("it arrived after the first barrier began")
                .isZero();
        assertThat(barrier.begun).hasSize(2);
        barrier.pass(1, 5);
        runTasks();
        assertThat(second.isAnswered()).isTrue();
    }

    @Test
    void allReadsThatWaitShareTheNextBarrier() {
        applied.advance(5);
        read(1_000);
        HeardOnce second = read(1_000);
        HeardOnce third = read(1_000);
        barrier.pass(0, 5);
        runTasks();
        assertThat(barrier.begun).hasSize(2);
        barrier.pass(1, 5);
        runTasks();
        assertThat(second.isAnswered()).isTrue();
        assertThat(third.isAnswered()).isTrue();
        assertThat(reader.isIdle()).isTrue();
    }

    @Test
    void aReadWaitsUntilEverythingCommittedBeforeItIsApplied() {
        applied.advance(4);
        HeardOnce heard = read(1_000);
        barrier.pass(0, 5);
        runTasks();
        assertThat(heard.answers()).isZero();
        revision = 9;
        applied.advance(5);
        runTasks();
        assertThat(heard.outcome().revision()).isEqualTo(9);
    }

    @Test
    void aReadThatWaitsForApplyHearsItsDeadlineAndHoldsItsPlaceUntilThen() {
        applied.advance(4);
        HeardOnce heard = read(100);
        barrier.pass(0, 5);
        runTasks();
        now += 101;
        reader.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(heard.failure().message()).contains("applied");
        applied.advance(5);
        runTasks();
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(reader.isIdle()).isTrue();
    }

    @Test
    void aReadThatWaitsForApplyIsAnsweredWhenTheNodeCloses() {
        applied.advance(4);
        HeardOnce heard = read(1_000);
        barrier.pass(0, 5);
        runTasks();
        reader.abandon();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.UNAVAILABLE);
        assertThat(reader.isIdle()).isTrue();
        applied.advance(5);
        runTasks();
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(reader.isIdle()).isTrue();
    }

    @Test
    void noQueryRunsOnTheThreadThatPassesTheBarrierOrAppliesTheLog() {
        HeardOnce heard = read(1_000);
        barrier.pass(0, 5);
        applied.advance(5);
        assertThat(heard.answers()).isZero();
        runTasks();
        assertThat(heard.isAnswered()).isTrue();
    }

    @Test
    void aBarrierThatTakesTooLongIsBegunAnewAndItsOldAnswerNoLongerCounts() {
        applied.advance(5);
        HeardOnce heard = read(1_000);
        now += PATIENCE;
        reader.tick();
        assertThat(barrier.begun).hasSize(2);
        barrier.pass(0, 5);
        runTasks();
        assertThat(heard.answers()).isZero();
        barrier.pass(1, 5);
        runTasks();
        assertThat(heard.isAnswered()).isTrue();
        assertThat(reader.isIdle()).isTrue();
    }

    @Test
    void aReadPastItsDeadlineIsNotAppliedAndHearsNothingMore() {
        applied.advance(5);
        HeardOnce heard = read(100);
        HeardOnce gathering = read(100);
        now += 101;
        reader.tick();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.TIMEOUT);
        assertThat(gathering.failure().certainty()).isEqualTo(Failure.Certainty.NOT_APPLIED);
        barrier.pass(0, 5);
        runTasks();
        assertThat(heard.answers()).isEqualTo(1);
        assertThat(gathering.answers()).isEqualTo(1);
        assertThat(reader.isIdle()).isTrue();
    }

    @Test
    void tooManyWaitingReadsAreAnsweredOverloaded() {
        for (int i = 0; i < 4; i++) {
            read(1_000);
        }
        assertThat(read(1_000).failure().code()).isEqualTo(Failure.Code.OVERLOADED);
    }

    @Test
    void aNodeThatDoesNotLeadRefusesAtOnce() {
        refusal = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        assertThat(read(1_000).failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(barrier.begun).isEmpty();
    }

    @Test
    void leadershipLostDuringABarrierFailsAllThatWait() {
        HeardOnce inBarrier = read(1_000);
        HeardOnce gathering = read(1_000);
        refusal = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        reader.checkLeadership();
        assertThat(inBarrier.failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(gathering.failure().code()).isEqualTo(Failure.Code.NOT_LEADER);
        assertThat(reader.isIdle()).isTrue();
        barrier.pass(0, 0);
        runTasks();
        assertThat(inBarrier.answers()).isEqualTo(1);
    }

    @Test
    void aRefusedBarrierFailsItsReads() {
        HeardOnce heard = read(1_000);
        barrier.begun.get(0).refused(Failure.notApplied(Failure.Code.NO_LEADER, "no leader"));
        runTasks();
        assertThat(heard.failure().code()).isEqualTo(Failure.Code.NO_LEADER);
    }

    private HeardOnce read(long patience) {
        HeardOnce heard = new HeardOnce();
        reader.read(QUERY, now + patience, heard);
        return heard;
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove(0).run();
        }
    }

    private static final class FakeBarrier implements LeadershipBarrier {
        private final List<Listener> begun = new ArrayList<>();

        @Override
        public void begin(Listener listener) {
            begun.add(listener);
        }

        void pass(int number, long committedIndex) {
            begun.get(number).passed(committedIndex);
        }
    }
}
