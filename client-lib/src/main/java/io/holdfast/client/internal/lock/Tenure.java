package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What a leader does while it holds: publishes, one value after the other in the order given, and hands on to a candidate of
 * its choice. Confined to the loop.
 */
final class Tenure {
    /** Values that wait until those before them are published. */
    static final int MAX_WAITING = 1_024;

    private final Acquisition acquisition;
    private final Hold hold;
    private final Locks room;
    private final Queue<Publication> waiting = new ArrayDeque<>();
    private boolean publishing;

    /**
     * A value to publish.
     *
     * @param value what
     * @param deadlineNanos by when
     * @param answer who hears of it
     */
    private record Publication(Bytes value, long deadlineNanos, LeaderAnswer answer) {}

    Tenure(Acquisition acquisition, Hold hold, Locks room) {
        this.acquisition = acquisition;
        this.hold = hold;
        this.room = room;
    }

    void publish(Bytes value, LeaderAnswer answer) {
        Publication next = new Publication(value, deadline(), answer);
        if (!publishing) {
            begin(next);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(next);
        } else {
            tell(
                    answer,
                    CallFailure.notApplied(
                            CallFailure.Kind.OVERLOADED,
                            "too many values wait to be published in the election " + hold.name() + " (" + MAX_WAITING
                                    + ")"));
        }
    }

    private void begin(Publication next) {
        if (!acquisition.waitsOrHolds()) {
            lost(next.answer());
            proceed();
            return;
        }
        publishing = true;
        Home home = acquisition.errands().home();
        LockCommand command =
                new LockCommand.Publish(home.life().id(), acquisition.errands().number(), hold.name(), next.value());
        room.submit(new LockWrite(home, command, next.deadlineNanos(), new LockWrite.Ending() {
            @Override
            public void answered(LockWrite write, Outcome outcome) {
                publishing = false;
                if (outcome instanceof LockOutcome.Published) {
                    room.onCallbacks(next.answer()::done);
                } else if (!foundLost(outcome, next.answer())) {
                    refused(outcome, next.answer());
                }
                proceed();
            }

            @Override
            public void failed(LockWrite write, CallFailure why) {
                publishing = false;
                unanswered(why, next.answer());
                proceed();
            }
        }));
    }

    private void proceed() {
        Publication next = waiting.poll();
        if (next != null) {
            begin(next);
        }
    }

    /** Gives up what it holds in favour of a candidate. The hold says already that it is not certain any more. */
    void handOn(String successor, LeaderAnswer answer) {
        if (!acquisition.waitsOrHolds()) {
            lost(answer);
            return;
        }
        Home home = acquisition.errands().home();
        LockCommand command =
                new LockCommand.Release(home.life().id(), acquisition.errands().number(), hold.name(), successor);
        room.submit(new LockWrite(home, command, deadline(), new LockWrite.Ending() {
            @Override
            public void answered(LockWrite write, Outcome outcome) {
                if (outcome instanceof LockOutcome.Released) {
                    hold.handedOn();
                    acquisition.over();
                    room.onCallbacks(answer::done);
                } else if (!foundLost(outcome, answer)) {
                    if (outcome instanceof Outcome.Rejection) {
                        hold.keep(room.agenda());
                    } else {
                        hold.release();
                    }
                    refused(outcome, answer);
                }
            }

            @Override
            public void failed(LockWrite write, CallFailure why) {
                if (why.kind() == CallFailure.Kind.SESSION_OVER) {
                    acquisition.ended(
                            hold.token(), Loss.with(acquisition.errands().life()));
                } else {
                    // It may have been done, or may yet be. What is certain is that nobody means to lead here any more.
                    hold.release();
                }
                unanswered(why, answer);
            }
        }));
    }

    /** Whether the answer says that nothing is held: then the hold is lost, and that is told. */
    private boolean foundLost(Outcome outcome, LeaderAnswer answer) {
        if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.LOCK_NOT_HELD) {
            acquisition.ended(hold.token(), new Loss(LockEnd.of(rejection.bound()), rejection.message()));
        } else if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.SESSION_NOT_FOUND) {
            acquisition.ended(hold.token(), Loss.with(acquisition.errands().life()));
        } else {
            return false;
        }
        lost(answer);
        return true;
    }

    private void refused(Outcome outcome, LeaderAnswer answer) {
        if (outcome instanceof Outcome.Rejection rejection) {
            room.onCallbacks(() -> answer.refused(rejection));
        } else {
            tell(answer, LockWrite.wrong(outcome.getClass()));
        }
    }

    private void unanswered(CallFailure why, LeaderAnswer answer) {
        if (why.kind() == CallFailure.Kind.SESSION_OVER && !why.unknown()) {
            lost(answer);
        } else {
            tell(answer, why);
        }
    }

    private void lost(LeaderAnswer answer) {
        Loss how = hold.loss();
        room.onCallbacks(() -> answer.lost(how));
    }

    private void tell(LeaderAnswer answer, CallFailure why) {
        room.onCallbacks(() -> answer.failed(why));
    }

    private long deadline() {
        return room.loop().nanoTime() + acquisition.request().callNanos();
    }
}
