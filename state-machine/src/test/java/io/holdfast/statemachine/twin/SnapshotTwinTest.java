package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.query.Query;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import io.holdfast.statemachine.snapshot.Snapshots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * States that were written to a file and read back at random steps, against the one that never was: whatever comes after,
 * they give the same outcomes, events, answers and digests.
 */
class SnapshotTwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 40);

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    @Test
    void aStateReadFromItsFileGoesOnAsTheOneThatWasWritten() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial(seed).run();
        }
    }

    private static final class Trial {
        /** A captured state and its file at that time. */
        private record Taken(StateImage image, Bytes file) {}

        private final String name;
        private final RandomCommands draw;
        private final List<Taken> taken = new ArrayList<>();
        private final CoordinationState state = new CoordinationState();
        private CoordinationState reread = CoordinationState.restore(Snapshots.reread(state.capture()));
        private long number;

        Trial(long seed) {
            name = "seed " + seed;
            draw = new RandomCommands(seed);
        }

        void run() {
            for (int step = 0; step < 150; step++) {
                applyBatch(step);
                ask(draw.query());
                ask(draw.listing());
                ask(draw.transactionQuery(1));
                if (draw.chance(15)) {
                    snapshot();
                }
            }
            snapshot();
            for (Taken earlier : taken) {
                assertThat(Bytes.wrap(Snapshots.file(earlier.image())))
                        .as("%s: an image never changes", name)
                        .isEqualTo(earlier.file());
            }
        }

        private void applyBatch(int step) {
            List<Command> commands = new ArrayList<>();
            while (commands.isEmpty() || draw.chance(70)) {
                commands.add(draw.command());
            }
            if (draw.chance(5)) {
                commands.add(new MemberCommand.Register("n" + step, "disk"));
            }
            CommandBatch batch = new CommandBatch(number, 1, ++number, commands);
            Applied applied = state.apply(batch);
            assertThat(reread.apply(batch)).as("%s, step %s", name, step).isEqualTo(applied);
            assertThat(reread.digest()).as("%s, step %s", name, step).isEqualTo(state.digest());
            draw.storeIs(state);
        }

        private void ask(Query query) {
            assertThat(reread.query(query)).as("%s: %s", name, query).isEqualTo(state.query(query));
        }

        /** Each reading begins at the file of the state that was read before: errors would add up. */
        private void snapshot() {
            byte[] file = Snapshots.file(reread.capture());
            assertThat(file).as("%s: equal states have equal files", name).isEqualTo(Snapshots.file(state.capture()));
            StateImage image = Snapshots.reread(reread.capture());
            StateRules.check(image);
            assertThat(image.digest()).as(name).isEqualTo(state.digest());
            assertThat(image.keyspace().history()).as(name).isEqualTo(state.history());
            taken.add(new Taken(state.capture(), Bytes.wrap(file)));
            reread = CoordinationState.restore(image);
        }
    }
}
