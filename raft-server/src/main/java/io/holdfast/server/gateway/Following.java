package io.holdfast.server.gateway;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.server.port.Completion;

/**
 * A request to follow a session, on its way through a linearizable look at that session: it must be there, and the
 * caller's own. It is followed before that is answered, so whatever is applied after the answer is told.
 */
final class Following implements Completion {
    private final OpenOperation operation;
    private final CommandRules rules;
    private final LockedFrames frames;
    private final long turn;

    /** A request that comes in now: of two that follow one session, the one that came in later counts. */
    Following(OpenOperation operation, CommandRules rules, LockedFrames frames) {
        this.operation = operation;
        this.rules = rules;
        this.frames = frames;
        this.turn = frames.turn();
    }

    @Override
    public void begun(long nanos) {
        operation.begun(nanos);
    }

    @Override
    public void answered(Outcome outcome) {
        if (!(outcome instanceof Outcome.Sessions found) || found.sessions().size() != 1) {
            // A rejection: there is no such session.
            operation.answered(outcome);
            return;
        }
        SessionRecord session = found.sessions().get(0);
        Failure refusal = rules.refusalToFollow(session);
        if (refusal == null) {
            frames.follow(session.session(), turn);
            operation.followed();
        } else {
            operation.failed(refusal);
        }
    }

    @Override
    public void failed(Failure failure) {
        operation.failed(failure);
    }

    @Override
    public void flush() {
        operation.flush();
    }
}
