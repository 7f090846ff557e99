package io.holdfast.statemachine.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.KeyValue;
import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.snapshot.SnapshotException;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateRules;
import io.holdfast.statemachine.snapshot.Restoration;
import io.holdfast.statemachine.snapshot.Snapshots;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Drawn states, restored at random steps: two replicas of one backup stay equal whatever comes after, and lose no key. */
class RestorationTwinTest {
    private static final int TRIALS = Integer.getInteger("twin.trials", 20);

    /** One seed; {@code -Dtwin.seed=N -Dtwin.trials=1} repeats a failure. */
    private static final long FIRST_SEED = Long.getLong("twin.seed", 1);

    @Test
    void whatIsRestoredOnTwoNodesStaysEqualWithKeysSessionsAndLeasesDrawn() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            RandomCommands draw = new RandomCommands(seed);
            new Trial("keys, seed " + seed, state -> {
                        draw.storeIs(state);
                        return draw.command();
                    })
                    .run(250);
        }
    }

    @Test
    void whatIsRestoredOnTwoNodesStaysEqualWithLocksDrawn() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + TRIALS; seed++) {
            new Trial("locks, seed " + seed, new RandomLocks(seed)::command).run(400);
        }
    }

    private static final class Trial {
        private final String name;
        private final Function<CoordinationState, Command> draw;
        private CoordinationState state = new CoordinationState();
        private CoordinationState other = new CoordinationState();
        private long now;

        Trial(String name, Function<CoordinationState, Command> draw) {
            this.name = name;
            this.draw = draw;
        }

        void run(int steps) {
            for (int step = 1; step <= steps; step++) {
                Command command = draw.apply(state);
                long number = state.proposers().nextOf(7);
                CommandBatch batch = new CommandBatch(++now, 7, number, List.of(command));
                assertThat(other.apply(batch)).as("%s, step %s", name, step).isEqualTo(state.apply(batch));
                if (step % (steps / 4) == 0) {
                    restore();
                }
            }
            assertThat(other.digest()).as(name).isEqualTo(state.digest());
            StateRules.check(Snapshots.reread(state.capture()));
        }

        private void restore() {
            StateImage backup = state.capture();
            StateImage restored = restored(backup);
            StateRules.check(restored);
            assertThat(restored.sessions().size()).as(name).isZero();
            assertThat(restored.locks().holdCount() + restored.locks().waitCount())
                    .as(name)
                    .isZero();
            assertThat(restored.locks().grants())
                    .as(name)
                    .isGreaterThanOrEqualTo(backup.locks().grants() + Limits.RESTORATION_LEAP);
            assertThat(live(restored))
                    .as(name)
                    .isEqualTo(live(backup).stream()
                            .filter(keyValue -> !isEphemeral(backup, keyValue))
                            .toList());
            state = CoordinationState.restore(restored);
            other = CoordinationState.restore(Snapshots.reread(restored(Snapshots.reread(backup))));
            assertThat(other.digest()).as(name).isEqualTo(state.digest());
        }

        private static boolean isEphemeral(StateImage image, KeyValue keyValue) {
            if (keyValue.lease() == 0) {
                return false;
            }
            LeaseRecord lease = Objects.requireNonNull(image.leases().get(keyValue.lease()));
            return lease.session() != 0;
        }

        private static List<KeyValue> live(StateImage image) {
            List<KeyValue> live = new ArrayList<>();
            Cursor<KeyValue> cursor = image.keyspace().live().ascending();
            for (KeyValue keyValue = cursor.next(); keyValue != null; keyValue = cursor.next()) {
                live.add(keyValue);
            }
            return live;
        }

        private StateImage restored(StateImage image) {
            try {
                return Restoration.of(image, 1);
            } catch (SnapshotException e) {
                throw new AssertionError(name, e);
            }
        }
    }
}
