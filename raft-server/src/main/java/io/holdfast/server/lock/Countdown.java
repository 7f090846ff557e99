package io.holdfast.server.lock;

import io.holdfast.model.command.LockCommand;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import java.util.Comparator;
import java.util.Queue;

/**
 * The time until a hold or a lock-delay is to be ended, and the command that does it on its way through the log. Confined
 * to the ticker thread, but for the fate of the command, which any thread brings.
 */
final class Countdown {
    /** By the time, then by the token, of which there is one a grant. */
    static final Comparator<Countdown> BY_TIME =
            Comparator.<Countdown>comparingLong(one -> one.dueNanos).thenComparingLong(one -> one.token);

    /** What ends. */
    enum Kind {
        /** A hold that has a maximum. */
        HOLD,
        /** A lock-delay. */
        DELAY
    }

    final Kind kind;
    final String name;
    final long token;

    /** When, in nanoseconds since the term began here; not to be changed while it stands in an ordered set. */
    long dueNanos;

    Countdown(Kind kind, String name, long token, long dueNanos) {
        this.kind = kind;
        this.name = name;
        this.token = token;
        this.dueNanos = dueNanos;
    }

    /** The command that ends it, decided in this term. */
    LockCommand end(long term) {
        return kind == Kind.HOLD
                ? new LockCommand.EndHold(name, token, term)
                : new LockCommand.EndDelay(name, token, term);
    }

    /** Waits for the fate of that command, and puts it into a queue. */
    Completion landingIn(Queue<Landed> queue) {
        return new Completion() {
            @Override
            public void answered(Outcome outcome) {
                queue.add(new Landed(Countdown.this, true));
            }

            @Override
            public void failed(Failure failure) {
                queue.add(new Landed(Countdown.this, false));
            }
        };
    }

    /**
     * What became of a command.
     *
     * @param applied whether it has an outcome; if not, it may or may not be in the log
     */
    record Landed(Countdown countdown, boolean applied) {}
}
