package io.holdfast.statemachine.session;

import static io.holdfast.statemachine.Batches.apply;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.CoordinationState;
import io.holdfast.statemachine.StateInvariants;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(StateInvariants.class)
class SessionTableTest {
    @Test
    void theOldestOfManyEndingsIsForgotten(CoordinationState state) {
        for (int i = 1; i <= Endings.MAX + 1; i++) {
            apply(state, open(i));
            apply(state, new SessionCommand.Kill(i, "root", "no " + i));
        }
        assertThat(state.sessions().endOf(1)).isEqualTo(SessionEnd.UNKNOWN);
        assertThat(state.sessions().endOf(2)).isEqualTo(SessionEnd.KILLED);
        assertThat(state.sessions().ended()).isEqualTo(Endings.MAX + 1);
        Rejection no = (Rejection) state.query(new SessionQuery(2));
        assertThat(no.bound()).isEqualTo(SessionEnd.KILLED.number());
        assertThat(no.message()).contains("root", "no 2");
        assertThat(((Rejection) state.query(new SessionQuery(1))).bound()).isEqualTo(SessionEnd.UNKNOWN.number());
    }

    /** The rules are not checked afterwards: that would take longer than the openings. */
    @Test
    void sessionsBeyondTheLimitAreRefusedAndOpenOnesStay() {
        CoordinationState state = new CoordinationState();
        List<Command> opens = new ArrayList<>();
        for (int i = 1; i <= Limits.MAX_SESSIONS; i++) {
            opens.add(open(i));
        }
        state.apply(new CommandBatch(7, 1, 1, opens));
        assertThat(state.sessions().size()).isEqualTo(Limits.MAX_SESSIONS);
        Rejection no = (Rejection) apply(state, open(Limits.MAX_SESSIONS + 1));
        assertThat(no.reason()).isEqualTo(Reason.TOO_MANY_SESSIONS);
        assertThat(no.bound()).isEqualTo(Limits.MAX_SESSIONS);
        assertThat(apply(state, open(5))).isInstanceOf(Outcome.SessionOpened.class);
        apply(state, new SessionCommand.Close(5));
        assertThat(apply(state, open(Limits.MAX_SESSIONS + 1))).isInstanceOf(Outcome.SessionOpened.class);
    }

    @Test
    void aListIsCutIntoPagesOfTheServersBound(CoordinationState state) {
        for (int i = 1; i <= Limits.MAX_LISTED + 10; i++) {
            apply(state, open(i));
        }
        Outcome.Sessions first = (Outcome.Sessions) state.query(new SessionsQuery(0, Integer.MAX_VALUE));
        assertThat(first.sessions()).hasSize(Limits.MAX_LISTED);
        assertThat(first.more()).isTrue();
        Outcome.Sessions rest = (Outcome.Sessions) state.query(new SessionsQuery(Limits.MAX_LISTED, 0));
        assertThat(rest.sessions())
                .extracting(SessionRecord::session)
                .hasSize(10)
                .contains(1010L);
        assertThat(rest.more()).isFalse();
        Outcome.Sessions none = (Outcome.Sessions) state.query(new SessionsQuery(Long.MAX_VALUE, 0));
        assertThat(none.sessions()).isEmpty();
    }

    @Test
    void aSessionTellsWhenByWhomAndFromWhereItWasOpened(CoordinationState state) {
        SessionCommand.Open open = new SessionCommand.Open(9, 4_000, "app", "alice", "10.0.0.1:5");
        state.apply(new CommandBatch(1234, 1, 1, List.of(open)));
        assertThat(state.sessions().get(9))
                .isEqualTo(new SessionRecord(9, 1, "app", "alice", "10.0.0.1:5", 1234, 4_000, 0, 0));
        assertThat(state.sessions().get(8)).isNull();
    }

    @Test
    void namesAndReasonsMayBeAsLongAsTheVocabularyAllows(CoordinationState state) {
        String principal = "p".repeat(Limits.MAX_PRINCIPAL_BYTES);
        String why = "w".repeat(Limits.MAX_WHY_BYTES);
        apply(state, new SessionCommand.Open(9, 4_000, "app", principal, "host:1"));
        assertThat(state.sessions().get(9)).isNotNull();
        apply(state, new SessionCommand.Kill(9, principal, why));
        assertThat(state.sessions().endOf(9)).isEqualTo(SessionEnd.KILLED);

        apply(state, open(8));
        apply(state, new SessionCommand.Kill(8, principal, why + "w"));
        apply(state, new SessionCommand.Open(7, 4_000, "app", principal + "p", "host:1"));
        assertThat(state.sessions().get(8)).isNotNull();
        assertThat(state.sessions().get(7)).isNull();
    }

    private static SessionCommand.Open open(long session) {
        return new SessionCommand.Open(session, 10_000, "app", "alice", "host:1");
    }
}
