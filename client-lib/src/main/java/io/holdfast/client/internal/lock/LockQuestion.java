package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.LoopCall;
import io.holdfast.client.internal.Payload;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;
import org.jspecify.annotations.Nullable;

/** A question about one acquisition. Confined to the loop. */
final class LockQuestion extends LoopCall {
    /** Who hears of its end, on the loop, once. */
    interface Ending {
        /** It was answered; {@code asked} is when it was sent for the first time. */
        void answered(Outcome outcome, Sent asked);

        /** It was not. */
        void failed(CallFailure why);
    }

    private final Home home;
    private final Ending ending;
    private @Nullable Sent first;

    LockQuestion(Home home, Payload payload, long deadlineNanos, Ending ending) {
        super(payload, deadlineNanos);
        this.home = home;
        this.ending = ending;
    }

    @Override
    protected void sent(long nowNanos) {
        if (first == null) {
            first = home.now();
        }
    }

    @Override
    protected void answered(Result result) {
        if (result instanceof Result.Answered answered && first != null) {
            ending.answered(answered.outcome(), first);
        } else {
            failed(LockWrite.wrong(result.getClass()));
        }
    }

    @Override
    protected void failed(CallFailure failure) {
        ending.failed(failure);
    }
}
