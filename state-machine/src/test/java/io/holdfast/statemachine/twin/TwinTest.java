package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The state against its naive twin, under random commands and queries, with captures restored at random steps. */
class TwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 60);

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    @Test
    void theStateAnswersLikeItsNaiveTwin() {
        Map<Kind, Integer> seen = new EnumMap<>(Kind.class);
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial(seed, seen).run();
        }
        if (TRIALS >= 60) {
            assertThat(seen.keySet()).as("the draw meets every kind of answer").containsExactly(Kind.values());
        }
    }

    private enum Kind {
        PUT,
        DELETE,
        TRANSACTION,
        COMPACT,
        RANGE,
        REJECTION
    }

    private static final class Trial {
        private final long seed;
        private final Map<Kind, Integer> seen;
        private final RandomCommands draw;
        private final NaiveKeyspace twin = new NaiveKeyspace();
        private CoordinationState state = new CoordinationState();

        /** Goes on from the same image as {@link #state} and must stay equal to it. */
        private CoordinationState shadow = new CoordinationState();

        private long number;

        Trial(long seed, Map<Kind, Integer> seen) {
            this.seed = seed;
            this.seen = seen;
            this.draw = new RandomCommands(seed);
        }

        void run() {
            for (int step = 0; step < 150; step++) {
                applyBatch();
                for (int i = 0; i < 4; i++) {
                    RangeQuery query = draw.query();
                    compare(query, state.query(query), twin.query(query));
                }
                TransactionQuery reads = draw.transactionQuery(1);
                compare(reads, state.query(reads), twin.query(reads));
                if (draw.chance(10)) {
                    restoreAndDiverge();
                }
                if (step % 25 == 0) {
                    StateRules.check(state.capture());
                }
            }
            StateRules.check(state.capture());
        }

        private void applyBatch() {
            List<Command> commands = new ArrayList<>();
            while (commands.isEmpty() || draw.chance(70)) {
                commands.add(draw.command());
            }
            CommandBatch batch = new CommandBatch(number, 1, ++number, commands);
            Applied applied = state.apply(batch);
            assertThat(shadow.apply(batch)).as("seed %s", seed).isEqualTo(applied);
            assertThat(shadow.digest()).as("seed %s", seed).isEqualTo(state.digest());
            for (int i = 0; i < commands.size(); i++) {
                compare(commands.get(i), applied.outcomes().get(i), twin.apply(commands.get(i)));
            }
            draw.storeIsAt(state.revision(), state.compactedRevision());
        }

        /** An abandoned future of the old state must not show in the restored one. */
        private void restoreAndDiverge() {
            StateImage image = state.capture();
            CoordinationState abandoned = state;
            state = CoordinationState.restore(image);
            abandoned.apply(new CommandBatch(number, 2, 1, List.of(draw.put(), draw.put(), draw.put())));
            StateRules.check(image);
            if (draw.chance(50)) {
                shadow = CoordinationState.restore(shadow.capture());
            }
        }

        private void compare(Object question, Outcome answer, Outcome expected) {
            assertThat(withoutWords(answer))
                    .as("seed %s, revision %s: %s", seed, state.revision(), question)
                    .isEqualTo(withoutWords(expected));
            seen.merge(kind(answer), 1, Integer::sum);
        }

        private static Outcome withoutWords(Outcome outcome) {
            return outcome instanceof Outcome.Rejection no
                    ? new Outcome.Rejection(no.revision(), no.reason(), "", no.bound())
                    : outcome;
        }

        private static Kind kind(Outcome outcome) {
            return outcome instanceof Outcome.Put
                    ? Kind.PUT
                    : outcome instanceof Outcome.DeleteRange
                            ? Kind.DELETE
                            : outcome instanceof Outcome.Transaction
                                    ? Kind.TRANSACTION
                                    : outcome instanceof Outcome.Compact
                                            ? Kind.COMPACT
                                            : outcome instanceof Outcome.Range ? Kind.RANGE : Kind.REJECTION;
        }
    }
}
