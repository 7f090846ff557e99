package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.client.internal.SessionWrite;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;
import org.jspecify.annotations.Nullable;

/** A change of one acquisition, in its session. Confined to the loop. */
final class LockWrite extends SessionWrite {
    /** Who hears of its end, on the loop, once. */
    interface Ending {
        /** It was answered; a rejection is an answer. */
        void answered(LockWrite write, Outcome outcome);

        /** It was not. */
        void failed(LockWrite write, CallFailure why);
    }

    private final Home home;
    private final Ending ending;
    private @Nullable Sent first;
    /** Which stream followed the session when this was first sent; 0 for none, or if it was sent again since. */
    private long coveredOn;

    LockWrite(Home home, LockCommand command, long deadlineNanos, Ending ending) {
        super(home.life(), command, deadlineNanos);
        this.home = home;
        this.ending = ending;
    }

    SessionLife life() {
        return home.life();
    }

    /** When it was sent for the first time: whatever it did was done after that. */
    @Nullable
    Sent first() {
        return first;
    }

    /**
     * Whether everything that happens to its acquisition is pushed on the stream that is open now: that stream followed the
     * session before this was sent for the first time.
     */
    boolean covered() {
        return coveredOn != 0 && coveredOn == home.followedOn();
    }

    @Override
    protected void sent(long nowNanos) {
        if (first == null) {
            first = home.now();
            coveredOn = home.followedOn();
        } else {
            coveredOn = 0;
        }
    }

    @Override
    protected void answered(Result result) {
        if (result instanceof Result.Answered answered) {
            ending.answered(this, answered.outcome());
        } else {
            failed(wrong(result.getClass()));
        }
    }

    @Override
    protected void failed(CallFailure failure) {
        ending.failed(this, failure);
    }

    /** An answer of a kind that nobody asked for. */
    static CallFailure wrong(Class<?> answer) {
        return new CallFailure(
                CallFailure.Kind.PROTOCOL,
                true,
                null,
                "an answer of the wrong kind (" + answer.getSimpleName() + ")",
                null);
    }
}
