package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;
import static io.holdfast.statemachine.Batches.batch;
import static io.holdfast.statemachine.lock.Elections.NAME;
import static io.holdfast.statemachine.lock.Elections.campaign;
import static io.holdfast.statemachine.lock.Elections.leader;
import static io.holdfast.statemachine.lock.Elections.open;
import static io.holdfast.statemachine.lock.Elections.publish;
import static io.holdfast.statemachine.lock.Elections.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.statemachine.Applied;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As large as the limits allow. The bounds of time are wide: they are there for what grows with the square. */
class ElectionCostTest {
    private static final int CANDIDATES = Limits.MAX_WAITERS;
    private static final int PRIORITIES = 10;

    /** One leads, the others wait, in ten priorities; each has a name. */
    private static CoordinationState crowded() {
        CoordinationState state = new CoordinationState();
        for (int i = 1; i <= PRIORITIES; i++) {
            apply(state, open(i));
        }
        apply(state, campaign(1, 1_000_000, 0, "leader"));
        List<Command> commands = new ArrayList<>();
        for (int i = 1; i <= CANDIDATES; i++) {
            commands.add(campaign(1 + i % PRIORITIES, i, i % PRIORITIES, "c" + i));
        }
        for (int from = 0; from < CANDIDATES; from += 1_000) {
            state.apply(batch(commands.subList(from, from + 1_000).toArray(new Command[0])));
        }
        assertThat(state.locks().waitCount()).isEqualTo(CANDIDATES);
        return state;
    }

    @Test
    @Timeout(60)
    void tenThousandCandidatesAreElectedByPriorityOneAfterTheOther() {
        CoordinationState state = crowded();
        assertThat(refused(state, campaign(1, 2_000_000, 9, "one too many")).reason())
                .isEqualTo(Reason.TOO_MANY_WAITERS);
        StateRules.check(state.capture());
        apply(state, new LockCommand.Release(1, 1_000_000, NAME));
        for (int priority = PRIORITIES - 1; priority >= 0; priority--) {
            for (int i = priority == 0 ? PRIORITIES : priority; i <= CANDIDATES; i += PRIORITIES) {
                assertThat(leader(state)).isEqualTo("c" + i);
                Applied applied = state.apply(batch(new LockCommand.Release(1 + i % PRIORITIES, i, NAME)));
                assertThat(applied.outcomes().get(0)).isInstanceOf(LockOutcome.Released.class);
            }
        }
        assertThat(state.locks().size()).isZero();
        assertThat(state.locks().changes()).isEqualTo(2L * (CANDIDATES + 1));
    }

    @Test
    @Timeout(60)
    void aCandidateAmongTenThousandIsFoundByItsNameAndNoCandidateIsFoundOutAsFast() {
        CoordinationState state = crowded();
        LockCommand absent = new LockCommand.Release(1, 1_000_000, NAME, "nobody");
        Command[] many = new Command[1_000];
        Arrays.fill(many, absent);
        for (int i = 0; i < 100; i++) {
            state.apply(batch(many));
        }
        assertThat(leader(state)).isEqualTo("leader");
        apply(state, new LockCommand.Release(1, 1_000_000, NAME, "c10000"));
        for (int i = CANDIDATES; i > 1; i--) {
            apply(state, new LockCommand.Release(1 + i % PRIORITIES, i, NAME, "c" + (i - 1)));
        }
        assertThat(leader(state)).isEqualTo("c1");
        assertThat(state.locks().waitCount()).isZero();
        StateRules.check(state.capture());
    }

    @Test
    @Timeout(60)
    void publishingWhileTenThousandWaitAndTheEndOfTheirSessionsTakeNoLongTime() {
        CoordinationState state = crowded();
        for (int i = 0; i < 100; i++) {
            Command[] many = new Command[1_000];
            for (int j = 0; j < many.length; j++) {
                many[j] = publish(1, 1_000_000, i + "/" + j);
            }
            state.apply(batch(many));
        }
        assertThat(state.locks().changesKept()).isEqualTo(Limits.MAX_ELECTION_CHANGES);
        for (int i = 1; i < PRIORITIES; i++) {
            apply(state, new SessionCommand.Close(i));
        }
        assertThat(state.locks().waitCount()).isEqualTo(CANDIDATES / PRIORITIES - 1);
        StateRules.check(state.capture());
    }
}
