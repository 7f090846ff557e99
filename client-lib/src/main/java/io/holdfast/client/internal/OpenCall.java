package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;

/**
 * An attempt to open a session. One that stands in front of a write is not sent again by itself: the write brings another
 * along.
 */
final class OpenCall extends LoopCall {
    private final SessionLife life;
    private final Opening waiting;

    OpenCall(SessionLife life, long deadlineNanos, Opening waiting) {
        super(Payload.Idempotent.of(life.command()), deadlineNanos);
        this.life = life;
        this.waiting = waiting;
    }

    @Override
    boolean mayBeSentAgain() {
        return waiting != Opening.NOBODY;
    }

    @Override
    void sent(long nowNanos) {
        life.openSent(nowNanos);
    }

    @Override
    protected void answered(Result result) {
        if (result instanceof Result.Answered answer && answer.outcome() instanceof Outcome.SessionOpened opened) {
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
        waiting.failed(failure);
    }
}
