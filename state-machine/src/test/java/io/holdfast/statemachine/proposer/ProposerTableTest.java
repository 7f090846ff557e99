package io.holdfast.statemachine.proposer;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.command.CommandBatch;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.Batches;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateImage;
import io.holdfast.statemachine.StateInvariants;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StateInvariants.class)
class ProposerTableTest {
    private static final long SEEDS = Long.getLong("proposers.seeds", 8);

    @Test
    void aBatchIsAppliedOnceAndInOrder(CoordinationState state) {
        assertThat(state.apply(put(7, 1)).inTurn()).isTrue();
        assertThat(state.apply(put(7, 2)).inTurn()).isTrue();
        StateImage before = state.capture();
        for (long wrong : new long[] {1, 2, 4, 0, -1, Long.MAX_VALUE}) {
            Applied nothing = state.apply(put(7, wrong));
            assertThat(nothing)
                    .as("number %s", wrong)
                    .isEqualTo(new Applied(false, 3, List.of(), List.of(), List.of(), List.of(), List.of()));
            assertThat(state.capture()).isSameAs(before);
        }
        assertThat(state.apply(put(7, 3)).next()).isEqualTo(4);
        assertThat(state.revision()).isEqualTo(before.keyspace().revision() + 1);
    }

    @Test
    void aBatchOutOfTurnDoesNotMoveTheTimestamp(CoordinationState state) {
        state.apply(new CommandBatch(10, 7, 2, List.of()));
        assertThat(state.timestampMillis()).isZero();
    }

    @Test
    void anUnknownProposerBeginsWithOne(CoordinationState state) {
        assertThat(state.apply(put(7, 2)))
                .isEqualTo(new Applied(false, 1, List.of(), List.of(), List.of(), List.of(), List.of()));
        assertThat(state.apply(put(7, 1)).inTurn()).isTrue();
        assertThat(state.apply(put(8, 1)).inTurn()).isTrue();
        assertThat(state.apply(put(7, 2)).inTurn()).isTrue();
    }

    @Test
    void theProposerAppliedLongestAgoIsForgottenFirst(CoordinationState state) {
        for (long incarnation = 1; incarnation <= ProposerTable.MAX; incarnation++) {
            state.apply(put(incarnation, 1));
        }
        state.apply(put(1, 2));
        state.apply(put(2, 9));
        state.apply(put(-1, 1));
        assertThat(state.proposers().size()).isEqualTo(ProposerTable.MAX);
        assertThat(state.apply(put(1, 3)).inTurn()).as("applied lately").isTrue();
        assertThat(state.apply(put(2, 2)).next())
                .as("a batch out of turn does not keep its proposer")
                .isEqualTo(1);
        assertThat(state.apply(put(3, 2)).inTurn()).isTrue();
    }

    @Test
    void theContentCoversEveryFieldOfTheTableAndItsOrder() {
        Proposer one = new Proposer(1, 5);
        Proposer two = new Proposer(2, 5);
        List<Long> contents = new ArrayList<>();
        for (List<Proposer> table : List.of(
                List.<Proposer>of(),
                List.of(one),
                List.of(one, two),
                List.of(two, one),
                List.of(one, new Proposer(2, 6)),
                List.of(one, new Proposer(3, 5)))) {
            contents.add(table(table).content());
            assertThat(table(table).inOrder()).isEqualTo(table);
        }
        assertThat(contents).doesNotHaveDuplicates();
    }

    private static ProposerTable table(List<Proposer> proposers) {
        ProposerTable table = ProposerTable.EMPTY;
        for (Proposer proposer : proposers) {
            table = table.with(proposer.incarnation(), proposer.lastNumber());
        }
        return table;
    }

    /** Batches lost, doubled, late, out of order, of proposers that restart and are forgotten, against a naive twin. */
    @Test
    void whateverArrivesTheStateIsThatOfTheBatchesInTurn() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            new Trial(seed).run();
        }
    }

    private static CommandBatch put(long incarnation, long number) {
        return new CommandBatch(0, incarnation, number, List.of(Batches.put("k" + incarnation, "v" + number)));
    }

    private static final class Trial {
        private final long seed;
        private final Random random;
        private final LinkedHashMap<Long, Long> twin = new LinkedHashMap<>();
        private final long[] live = new long[5];
        private final long[] sent = new long[live.length];
        private long incarnations;
        private CoordinationState state = new CoordinationState();
        private final CoordinationState clean = new CoordinationState();

        Trial(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < live.length; i++) {
                restart(i);
            }
            for (int step = 0; step < 6_000; step++) {
                int who = random.nextInt(live.length);
                if (random.nextInt(4) == 0) {
                    restart(who);
                }
                // Mostly the next; else one of before, or one that overtook.
                long number = random.nextInt(5) > 0 ? sent[who] + 1 : Math.max(1, sent[who] + random.nextInt(5) - 2);
                deliver(random.nextInt(50) == 0 ? 1 + random.nextInt((int) incarnations) : live[who], number);
                sent[who] = twin.getOrDefault(live[who], 0L);
                if (random.nextInt(500) == 0) {
                    StateRules.check(state.capture());
                    state = CoordinationState.restore(state.capture());
                }
            }
            assertThat(incarnations).as("some are forgotten").isGreaterThan(ProposerTable.MAX);
            assertThat(state.digest()).as("seed %s", seed).isEqualTo(clean.digest());
        }

        private void restart(int who) {
            live[who] = ++incarnations;
            sent[who] = 0;
        }

        private void deliver(long incarnation, long number) {
            CommandBatch batch = put(incarnation, number);
            boolean inTurn = number == twin.getOrDefault(incarnation, 0L) + 1;
            Applied applied = state.apply(batch);
            assertThat(applied.inTurn()).as("seed %s: %s", seed, batch).isEqualTo(inTurn);
            if (inTurn) {
                twin.remove(incarnation);
                twin.put(incarnation, number);
                assertThat(clean.apply(batch)).as("seed %s", seed).isEqualTo(applied);
            }
            if (twin.size() > ProposerTable.MAX) {
                twin.remove(twin.keySet().iterator().next());
            }
        }
    }
}
