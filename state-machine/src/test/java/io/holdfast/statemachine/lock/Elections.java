package io.holdfast.statemachine.lock;

import static io.holdfast.statemachine.Batches.apply;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lock.ElectionChange;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.query.LockQuery;
import io.holdfast.statemachine.CoordinationState;
import java.util.List;

/** Short words for tests of elections. */
final class Elections {
    static final String NAME = "leader";

    private Elections() {}

    static SessionCommand.Open open(long session) {
        return new SessionCommand.Open(session, 10_000, "app" + session, "alice", "host:" + session);
    }

    static LockClaim claim(int priority, String candidate, String value) {
        return new LockClaim(LockMode.LEADER, 1, 0, 0, 0, "", candidate, priority, Bytes.utf8(value));
    }

    /** A campaign in the election of {@link #NAME} that is ready to wait. */
    static LockCommand.Acquire campaign(long session, long acquisition, int priority, String candidate) {
        LockClaim claim = claim(priority, candidate, candidate + "'s address");
        return new LockCommand.Acquire(session, acquisition, NAME, claim, true);
    }

    static LockCommand.Publish publish(long session, long acquisition, String value) {
        return new LockCommand.Publish(session, acquisition, NAME, Bytes.utf8(value));
    }

    /** Who leads, as candidate; empty if nobody does. */
    static String leader(CoordinationState state) {
        LockOutcome.Changes now = changes(state, -1);
        return now.leader() == null ? "" : now.leader().claim().label();
    }

    static LockOutcome.Changes changes(CoordinationState state, long after) {
        return (LockOutcome.Changes) state.query(new LockQuery.Changes(NAME, after, 0));
    }

    /** Each change as step, candidate and value. */
    static List<String> words(List<ElectionChange> changes) {
        return changes.stream()
                .map(change -> change.number() + " " + change.step() + " " + change.candidate() + " " + change.value()
                        + " " + change.end())
                .toList();
    }

    static Rejection refused(CoordinationState state, LockCommand command) {
        Outcome outcome = apply(state, command);
        if (outcome instanceof Rejection no) {
            return no;
        }
        throw new AssertionError("not refused: " + outcome);
    }
}
