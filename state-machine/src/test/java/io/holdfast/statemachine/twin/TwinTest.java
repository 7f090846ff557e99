package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.LeaseChange;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The state against its naive twin, under random commands and queries, with captures restored at random steps. */
class TwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 60);

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    private static final Set<Reason> LIMITS = EnumSet.of(
            Reason.KEY_TOO_LARGE,
            Reason.VALUE_TOO_LARGE,
            Reason.TOO_LARGE,
            Reason.TOO_MANY_OPERATIONS,
            Reason.STORAGE_MISMATCH,
            Reason.TOO_MANY_SESSIONS,
            Reason.TOO_MANY_LEASES);

    @Test
    void theStateAnswersLikeItsNaiveTwin() {
        Set<String> seen = new TreeSet<>();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial(seed, seen).run();
        }
        if (TRIALS >= 60) {
            assertThat(seen).as("the draw meets every kind of answer").containsExactlyElementsOf(everyAnswer());
        }
    }

    /** Every kind of outcome but a registration and those of locks and configuration, which have twins of their own, and every reason that small commands can meet. */
    private static Set<String> everyAnswer() {
        Set<String> all = new TreeSet<>();
        for (Class<?> kind : Outcome.class.getPermittedSubclasses()) {
            all.add(kind.getSimpleName());
        }
        all.removeAll(Set.of("Rejection", "Registered", "LockOutcome", "ConfigOutcome"));
        for (Reason reason : EnumSet.range(Reason.KEY_EMPTY, Reason.REQUEST_CLOSED)) {
            all.add(reason.name());
        }
        for (Reason reason : LIMITS) {
            all.remove(reason.name());
        }
        return all;
    }

    private static final class Trial {
        private final long seed;
        private final Set<String> seen;
        private final RandomCommands draw;
        private final NaiveState twin = new NaiveState();
        private CoordinationState state = new CoordinationState();

        /** Goes on from the same image as {@link #state} and must stay equal to it. */
        private CoordinationState shadow = new CoordinationState();

        /** Epoch and bound of each lease, from the changes alone. */
        private final Map<Long, List<Long>> clock = new TreeMap<>();

        private long number;

        Trial(long seed, Set<String> seen) {
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
                Query listing = draw.listing();
                compare(listing, state.query(listing), twin.query(listing));
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
                Outcome answer = applied.outcomes().get(i);
                compare(commands.get(i), answer, twin.apply(commands.get(i), batch.timestampMillis(), answer));
            }
            follow(applied.leases());
            draw.storeIs(state);
        }

        /** Whoever only hears the changes knows every lease. */
        private void follow(List<LeaseChange> changes) {
            for (LeaseChange change : changes) {
                if (change instanceof LeaseChange.Granted granted) {
                    clock.put(granted.lease(), List.of(granted.epoch(), granted.ttlMillis()));
                } else if (change instanceof LeaseChange.Bounded bounded) {
                    clock.put(bounded.lease(), List.of(bounded.epoch(), bounded.boundMillis()));
                } else {
                    assertThat(clock.remove(change.lease())).as("seed %s", seed).isNotNull();
                }
            }
            Map<Long, List<Long>> present = new TreeMap<>();
            state.leases().forEach(lease -> present.put(lease.lease(), List.of(lease.epoch(), lease.boundMillis())));
            assertThat(clock).as("seed %s", seed).isEqualTo(present);
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
            seen.add(
                    answer instanceof Outcome.Rejection no
                            ? no.reason().name()
                            : answer.getClass().getSimpleName());
        }

        private static Outcome withoutWords(Outcome outcome) {
            if (outcome instanceof Outcome.Resolved resolved && resolved.first() != null) {
                return new Outcome.Resolved(resolved.revision(), withoutWords(resolved.first()));
            }
            return outcome instanceof Outcome.Rejection no
                    ? new Outcome.Rejection(no.revision(), no.reason(), "", no.bound())
                    : outcome;
        }
    }
}
