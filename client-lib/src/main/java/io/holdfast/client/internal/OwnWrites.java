package io.holdfast.client.internal;

import io.holdfast.model.command.Command;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.wire.Result;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongFunction;

/**
 * Writes that name the session they go out in: the one of the client's writes, opened if need be. Each is applied once there,
 * or fails with that session. Safe for any thread.
 */
public final class OwnWrites {
    /** So many may be under way at once: they take nothing from the room of the calls. */
    static final int MAX_OPEN = 4_096;

    private final Pipeline pipeline;
    private final Budget open = new Budget(MAX_OPEN, Integer.MAX_VALUE);

    /** Who hears of the end of a write: one of both, once, on the callback executor (or at once, if it is refused). */
    public interface Ending {
        /**
         * It was answered; a rejection is an answer.
         *
         * @param session the session it went out in
         */
        void answered(long session, Outcome outcome);

        /** It was not. */
        void failed(CallFailure why);
    }

    /**
     * None yet.
     *
     * @param pipeline carries them
     */
    public OwnWrites(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Writes.
     *
     * @param deadlineNanos by which it ends
     * @param command the command, of the session's id
     */
    public void submit(long deadlineNanos, LongFunction<? extends Command> command, Ending ending) {
        if (!open.take(0)) {
            ending.failed(CallFailure.notApplied(
                    CallFailure.Kind.OVERLOADED,
                    "too many writes about its session are under way in this client (" + MAX_OPEN + " at once)"));
            return;
        }
        try {
            pipeline.loop().execute(() -> {
                if (pipeline.closing()) {
                    tell(() -> ending.failed(CallFailure.closed(false)));
                } else {
                    SessionLife life = pipeline.sessions().forWrites();
                    pipeline.submitOwn(new OwnWrite(life, command.apply(life.id()), deadlineNanos, ending));
                }
            });
        } catch (RejectedExecutionException e) {
            open.give(1, 0);
            ending.failed(CallFailure.closed(false));
        }
    }

    private void tell(Runnable end) {
        open.give(1, 0);
        pipeline.sessions().callbackExecutor().execute(end);
    }

    private final class OwnWrite extends SessionWrite {
        private final Ending ending;

        OwnWrite(SessionLife only, Command command, long deadlineNanos, Ending ending) {
            super(only, command, deadlineNanos);
            this.ending = ending;
        }

        @Override
        protected void answered(Result result) {
            if (result instanceof Result.Answered answered) {
                tell(() -> ending.answered(only.id(), answered.outcome()));
            } else {
                failed(new CallFailure(
                        CallFailure.Kind.PROTOCOL,
                        true,
                        answeredBy(),
                        "an answer of the wrong kind (" + result.getClass().getSimpleName() + ")",
                        null));
            }
        }

        @Override
        protected void failed(CallFailure failure) {
            tell(() -> ending.failed(failure));
        }
    }
}
