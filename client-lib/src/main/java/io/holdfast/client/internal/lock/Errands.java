package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.Payload;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.session.RequestId;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls about one acquisition in one session. The request to acquire is made once; whatever else is asked or said is
 * repeated until it is answered, it does not matter any more, or the session is over. Confined to the loop.
 */
final class Errands {
    private static final Logger LOG = LoggerFactory.getLogger(Errands.class);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** An attempt is given up after this part of the time that a call may take, but not before {@link #MIN_ATTEMPT_NANOS}. */
    private static final int ATTEMPTS_PER_CALL = 8;

    private static final long MIN_ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whose errands they are. */
    interface Owner {
        /** The request to acquire was answered. */
        void acquired(LockWrite write, Outcome outcome);

        /** The request to acquire was not answered. */
        void notAcquired(CallFailure why);

        /** What has become of it, from a question first sent at a moment. */
        void found(Outcome outcome, Sent asked);

        /** Whether it waits, or waits and may be withdrawn, or holds. */
        boolean waitsOrHolds();

        /** The wish to wait no more was answered. */
        void withdrawn(Outcome outcome);

        /** The cluster holds nothing for it, or nobody can be asked. */
        void over();
    }

    private final Locks room;
    private final LockRequest request;
    private final Home home;
    private final long number;
    private final Owner owner;
    private final LockWrite acquire;
    private boolean questioned;
    private boolean questionedAgain;
    private boolean withdrawing;
    private boolean givesUpItsPlace;
    private @Nullable LockWrite releasing;

    Errands(Locks room, LockRequest request, Home home, long number, long deadlineNanos, Owner owner) {
        this.room = room;
        this.request = request;
        this.home = home;
        this.number = number;
        this.owner = owner;
        LockCommand command =
                new LockCommand.Acquire(home.life().id(), number, request.name(), request.claim(), request.queue());
        this.acquire = new LockWrite(home, command, deadlineNanos, new LockWrite.Ending() {
            @Override
            public void answered(LockWrite write, Outcome outcome) {
                owner.acquired(write, outcome);
            }

            @Override
            public void failed(LockWrite write, CallFailure why) {
                owner.notAcquired(why);
            }
        });
    }

    Home home() {
        return home;
    }

    SessionLife life() {
        return home.life();
    }

    long number() {
        return number;
    }

    /** The request to acquire, sent or not. */
    LockWrite acquire() {
        return acquire;
    }

    /** Asks for the lock. */
    void begin() {
        room.submit(acquire);
    }

    /** Asks what has become of it; not before the last such question is answered. */
    void ask() {
        if (!questioned && owner.waitsOrHolds()) {
            questioned = true;
            Payload payload = Payload.Read.of(new LockQuery.Acquisition(life().id(), number, request.name()));
            question(payload, new LockQuestion.Ending() {
                @Override
                public void answered(Outcome outcome, Sent asked) {
                    questioned = false;
                    owner.found(outcome, asked);
                    if (questionedAgain) {
                        askAfresh();
                    }
                }

                @Override
                public void failed(CallFailure why) {
                    questioned = false;
                    again(Errands.this::ask);
                }
            });
        }
    }

    /** Something may have been missed: asks what has become of it, with a question sent from here on. */
    void askAfresh() {
        questionedAgain = questioned;
        ask();
    }

    /** Whether its place in line was, or is being, given up: then it may be gone before the answer says so. */
    boolean givesUpItsPlace() {
        return givesUpItsPlace;
    }

    /** Leaves the line, unless the grant comes first. */
    void withdraw() {
        if (!withdrawing && owner.waitsOrHolds()) {
            withdrawing = true;
            givesUpItsPlace = true;
            write(new LockCommand.Withdraw(life().id(), number, request.name()), new LockWrite.Ending() {
                @Override
                public void answered(LockWrite write, Outcome outcome) {
                    withdrawing = false;
                    if (settles(outcome)) {
                        owner.withdrawn(outcome);
                    } else {
                        LOG.debug("a withdrawal is sent again lock={} why={}", request.name(), outcome);
                        again(Errands.this::withdraw);
                    }
                }

                @Override
                public void failed(LockWrite write, CallFailure why) {
                    withdrawing = false;
                    again(Errands.this::withdraw);
                }
            });
        }
    }

    /** Gives up whatever it holds or waits for. */
    void release() {
        if (nobodyToAsk()) {
            owner.over();
            return;
        }
        LockCommand command = new LockCommand.Release(life().id(), number, request.name());
        releasing = write(command, new LockWrite.Ending() {
            @Override
            public void answered(LockWrite write, Outcome outcome) {
                if (settles(outcome)) {
                    owner.over();
                } else {
                    LOG.debug("a release is sent again lock={} why={}", request.name(), outcome);
                    again(Errands.this::release);
                }
            }

            @Override
            public void failed(LockWrite write, CallFailure why) {
                LOG.debug("a release is sent again lock={} why={}", request.name(), why.message());
                again(Errands.this::release);
            }
        });
    }

    /** The newest attempt to give it back; null before the first. */
    @Nullable
    LockWrite releasing() {
        return releasing;
    }

    /** Whether nothing is left to be done: that it holds nothing is as good an answer, any other rejection is none. */
    private static boolean settles(Outcome outcome) {
        return !(outcome instanceof Outcome.Rejection rejection)
                || rejection.reason() == Reason.LOCK_NOT_HELD
                || rejection.reason() == Reason.SESSION_NOT_FOUND;
    }

    /** Nobody knows what became of the request to acquire: asks, which closes it, then gives up what it did. */
    void settle(RequestId name) {
        if (nobodyToAsk()) {
            owner.over();
            return;
        }
        question(new Payload.Question(name), new LockQuestion.Ending() {
            @Override
            public void answered(Outcome outcome, Sent asked) {
                boolean nothing = outcome instanceof Outcome.Resolved resolved
                        && (resolved.first() == null || resolved.first() instanceof Outcome.Rejection);
                if (nothing) {
                    owner.over();
                } else {
                    release();
                }
            }

            @Override
            public void failed(CallFailure why) {
                LOG.debug("what became of an acquisition is not known yet lock={}", request.name());
                again(() -> settle(name));
            }
        });
    }

    private boolean nobodyToAsk() {
        return life().isOver() || room.isEnded();
    }

    private LockWrite write(LockCommand command, LockWrite.Ending ending) {
        LockWrite write = new LockWrite(home, command, attemptDeadline(), ending);
        room.submit(write);
        return write;
    }

    private void question(Payload payload, LockQuestion.Ending ending) {
        room.submit(new LockQuestion(home, payload, attemptDeadline(), ending));
    }

    /** One answer that never comes must not cost a caller all of his time: each attempt has little of it, and is repeated. */
    private long attemptDeadline() {
        long attempt = Math.max(MIN_ATTEMPT_NANOS, request.callNanos() / ATTEMPTS_PER_CALL);
        return room.loop().nanoTime() + Math.min(request.callNanos(), attempt);
    }

    private void again(Runnable errand) {
        if (room.isEnded()) {
            owner.over();
        } else {
            room.agenda().after(AGAIN_NANOS, errand);
        }
    }
}
