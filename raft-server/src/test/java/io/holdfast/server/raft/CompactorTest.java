package io.holdfast.server.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.Proposer;
import io.holdfast.server.raft.RaftOptions.HistoryBounds;
import io.holdfast.statemachine.CoordinationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompactorTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long PLENTY = 1L << 40;

    private final CoordinationState state = new CoordinationState();
    private final List<Compact> proposed = new ArrayList<>();
    private long now;
    private long batches;
    private boolean answering = true;

    @Nullable
    private Failure refusal;

    @Test
    void historyBeyondTheBoundOfRevisionsIsDropped() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, 100, PLENTY));
        put(150);
        compactor.tick();
        assertThat(proposed).containsExactly(new Compact(state.revision() - 100));
        compactor.tick();
        assertThat(proposed).as("nothing is left to drop").hasSize(1);
    }

    @Test
    void historyBeyondTheBoundOfBytesIsDropped() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, PLENTY, 1_000));
        put(1_000);
        compactor.tick();
        assertThat(state.history().payloadBytes()).isLessThanOrEqualTo(1_000);
        assertThat(proposed).hasSize(1);
    }

    @Test
    void historyOlderThanTheBoundOfAgeIsDroppedAndYoungerIsKept() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, PLENTY, PLENTY));
        put(10);
        long old = state.revision();
        compactor.tick();
        now += HOUR.toNanos() / 2;
        put(10);
        compactor.tick();
        assertThat(proposed).isEmpty();
        now += HOUR.toNanos() / 2;
        compactor.tick();
        assertThat(proposed).containsExactly(new Compact(old));
    }

    @Test
    void muchIsDroppedInSmallSteps() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, 10, PLENTY));
        put(2 * (int) Compactor.STEP);
        for (int i = 0; i < 4; i++) {
            now += Duration.ofSeconds(1).toNanos();
            long before = state.compactedRevision();
            compactor.tick();
            assertThat(state.compactedRevision() - before).isLessThanOrEqualTo(Compactor.STEP);
        }
        assertThat(state.compactedRevision()).isEqualTo(state.revision() - 10);
    }

    @Test
    void wholeStepsFollowAtOnceAndSmallOnesWaitForMore() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, 10, PLENTY));
        put(2 * (int) Compactor.STEP + 10);
        compactor.tick();
        compactor.tick();
        put(1);
        compactor.tick();
        assertThat(proposed).hasSize(2);
        now += Duration.ofSeconds(1).toNanos();
        compactor.tick();
        assertThat(proposed).hasSize(3);
    }

    @Test
    void oneStepIsUnderWayAtATime() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, 10, PLENTY));
        put(100);
        answering = false;
        compactor.tick();
        compactor.tick();
        assertThat(proposed).hasSize(1);
    }

    @Test
    void onlyTheLeaderCompacts() {
        Compactor compactor = compactor(new HistoryBounds(HOUR, 10, PLENTY));
        refusal = Failure.notApplied(Failure.Code.NOT_LEADER, "n2 leads");
        put(100);
        compactor.tick();
        assertThat(proposed).isEmpty();
        refusal = null;
        compactor.tick();
        assertThat(proposed).hasSize(1);
    }

    private Compactor compactor(HistoryBounds bounds) {
        return new Compactor(bounds, state, () -> refusal, new Applying(), new Clocks(() -> 1, () -> now));
    }

    private void put(int count) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(TestCluster.put("key", "value").command());
        }
        state.apply(new CommandBatch(1, 2, ++batches, commands));
    }

    /** Applies what is proposed at once, and answers if the test wants it. */
    private final class Applying implements Proposer {
        @Override
        public void propose(EncodedCommand command, long deadlineNanos, Completion completion) {
            proposed.add((Compact) command.command());
            var outcome = state.apply(new CommandBatch(1, 2, ++batches, List.of(command.command())))
                    .outcomes()
                    .get(0);
            if (answering) {
                completion.answered(outcome);
            }
        }
    }
}
