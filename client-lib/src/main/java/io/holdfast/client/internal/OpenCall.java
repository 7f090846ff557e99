package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;

/**
 * An attempt to open a session. One that stands in front of a write is not sent again by itself: the write brings another
 * along.
 *
 * <p>Its session may be over before it is sent or answered. Then it is not sent, for it could begin a second session of
 * that id; what it opened all the same is closed, and whoever waits for it gets another session, while time lasts.
 */
final class OpenCall extends LoopCall {
    static final CallFailure TOO_LATE =
            CallFailure.notApplied(CallFailure.Kind.UNAVAILABLE, "the session's time ran out before it was open");

    private final Sessions sessions;
    private final SessionLife life;
    private final Opening waiting;
    private boolean outlived;

    OpenCall(Sessions sessions, SessionLife life, long deadlineNanos, Opening waiting) {
        super(Payload.Idempotent.of(life.command()), deadlineNanos);
        this.sessions = sessions;
        this.life = life;
        this.waiting = waiting;
    }

    @Override
    boolean mayBeSentAgain() {
        return waiting != Opening.NOBODY;
    }

    /** Whether its session is over: then it must not be sent. */
    boolean outlived() {
        life.look();
        outlived = life.isOver();
        return outlived;
    }

    @Override
    protected void sent(long nowNanos) {
        life.openSent(nowNanos);
    }

    @Override
    protected void answered(Result result) {
        if (life.isOver()) {
            if (result instanceof Result.Answered answer && answer.outcome() instanceof Outcome.SessionOpened) {
                sessions.farewell(life);
            }
            another();
        } else if (result instanceof Result.Answered answer
                && answer.outcome() instanceof Outcome.SessionOpened opened) {
            life.opened(opened);
            waiting.opened(life);
        } else if (result instanceof Result.Answered answer && answer.outcome() instanceof Outcome.Rejection why) {
            life.refused(why);
            waiting.refused(why);
        } else {
            failed(new CallFailure(
                    CallFailure.Kind.PROTOCOL,
                    true,
                    null,
                    "an answer of the wrong kind to the opening of a session",
                    null));
        }
    }

    @Override
    protected void failed(CallFailure failure) {
        if (life.opening == this) {
            life.opening = null;
        }
        if (outlived) {
            another();
            return;
        }
        if (waiting != Opening.NOBODY) {
            sessions.notOpened(life, failure);
        }
        waiting.failed(failure);
    }

    private void another() {
        if (waiting != Opening.NOBODY) {
            sessions.another(life, deadlineNanos, waiting);
        }
    }
}
