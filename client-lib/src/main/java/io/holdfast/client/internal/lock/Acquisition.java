package io.holdfast.client.internal.lock;

import io.holdfast.client.internal.CallFailure;
import io.holdfast.client.internal.SessionLife;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One acquisition, from the first request to the moment at which the cluster holds nothing for it any more. Confined to the
 * loop, except where said.
 *
 * <pre>
 * ASKING ──queued──▶ WAITING ──granted──▶ HELD ──released, or its time is over here──▶ LEAVING ──answered──▶ OVER
 *   │ └───────────────granted───────────────▲ └────────taken away, session over──────────────────────────────▲
 *   ├──no answer: its outcome is settled─────────────────────────────────────────────▶ LEAVING               │
 *   └──rejected─────────── WAITING ──withdrawn, session over─────────────────────────────────────────────────┘
 * </pre>
 *
 * It leaves nothing behind: while it is not known what became of the request to acquire, nothing else is sent but the question
 * that settles it, and closes that request for good; withdrawals and releases are sent again until they are answered or the
 * session is over.
 */
final class Acquisition implements Errands.Owner {
    private enum Phase {
        ASKING,
        WAITING,
        HELD,
        LEAVING,
        OVER
    }

    /** How much longer than its patience a caller waits at most to be told who holds the lock. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MIN_PROOF_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int PROOFS_PER_HOLD = 8;

    private final Locks room;
    private final LockRequest request;
    private final Caller caller;
    private final Freeing freeing;
    private Phase phase = Phase.ASKING;
    private long deadlineNanos;
    private @Nullable Errands errands;
    private @Nullable Hold hold;
    /** The grant came later than this: a request sent then found it still waiting, or was the first. */
    private @Nullable Sent before;

    private Agenda.@Nullable Entry patience;
    private Agenda.@Nullable Entry proof;

    Acquisition(Locks room, LockRequest request, Acquirer acquirer) {
        this.room = room;
        this.request = request;
        this.caller = new Caller(room, acquirer);
        this.freeing = new Freeing(room);
    }

    LockRequest request() {
        return request;
    }

    /** Nobody waits for it any more: nothing is handed out from here on, and whatever it holds is given back. Any thread. */
    void cancel() {
        room.onLoop(() -> {
            if (phase != Phase.HELD) {
                // What is held was handed out, or is about to be: whoever is given it releases it.
                giveUp();
            }
        });
    }

    private void giveUp() {
        caller.giveUp();
        if (phase == Phase.WAITING) {
            leave();
        }
    }

    void begin() {
        if (room.closing()) {
            fail(CallFailure.closed(false));
        } else if (caller.isGone()) {
            over();
        } else {
            deadlineNanos = room.loop().nanoTime() + request.callNanos();
            if (request.patienceNanos() != LockRequest.FOREVER) {
                patience = room.agenda().after(request.patienceNanos(), this::outOfPatience);
            }
            acquire();
        }
    }

    /** Asks for the lock, in the session named or in the one that writes go out in now. */
    private void acquire() {
        Home home = room.home(request.session());
        Errands next = new Errands(room, request, home, room.nextNumber(), deadlineNanos, this);
        errands = next;
        home.add(next.number(), this);
        next.begin();
    }

    Errands errands() {
        return Objects.requireNonNull(errands, "an acquisition that has not begun");
    }

    private SessionLife life() {
        return errands().life();
    }

    @Override
    public void acquired(LockWrite write, Outcome outcome) {
        if (phase != Phase.ASKING) {
            return;
        }
        before = write.first();
        if (outcome instanceof LockOutcome.Granted granted) {
            granted(granted.token(), write.covered());
        } else if (outcome instanceof LockOutcome.Queued) {
            queued(write.covered());
        } else if (outcome instanceof Outcome.Rejection rejection) {
            rejected(rejection);
        } else {
            notAcquired(LockWrite.wrong(outcome.getClass()));
        }
    }

    @Override
    public void notAcquired(CallFailure why) {
        if (phase != Phase.ASKING) {
            return;
        }
        if (why.unknown()) {
            caller.tell(acquirer -> acquirer.failed(why));
            phase = Phase.LEAVING;
            stopTimers();
            if (why.request() == null) {
                errands().release();
            } else {
                errands().settle(why.request());
            }
        } else if (why.kind() != CallFailure.Kind.SESSION_OVER || !elsewhere()) {
            fail(why);
        }
    }

    private void rejected(Outcome.Rejection why) {
        if (why.reason() != Reason.SESSION_NOT_FOUND) {
            caller.tell(acquirer -> acquirer.refused(why));
            over();
        } else if (!elsewhere()) {
            fail(CallFailure.notApplied(CallFailure.Kind.SESSION_OVER, why.message()));
        }
    }

    /** Nothing was done for it in its session, which is over: whether it is asked for in another one. */
    private boolean elsewhere() {
        boolean again = request.session() == null
                && caller.waits()
                && !room.closing()
                && deadlineNanos - room.loop().nanoTime() > 0;
        if (again) {
            errands().home().remove(errands().number());
            acquire();
        }
        return again;
    }

    private void queued(boolean covered) {
        phase = Phase.WAITING;
        if (life().isOver()) {
            sessionOver();
        } else if (caller.isGone()) {
            leave();
        } else if (!caller.waits()) {
            errands().withdraw();
        } else {
            watch(covered);
            prove();
        }
    }

    /** Sees that nothing that happens to it from now on is missed. */
    private void watch(boolean covered) {
        if (!covered) {
            if (errands().home().followedOn() != 0) {
                errands().askAfresh();
            } else {
                errands().home().follow();
            }
        }
    }

    /** With a bounded hold, the later it is known to have waited, the longer it may be used. */
    private void prove() {
        long longest = request.claim().maxHoldMillis();
        if (longest > 0 && phase == Phase.WAITING) {
            long often = TimeUnit.MILLISECONDS.toNanos(longest) / PROOFS_PER_HOLD;
            proof = room.agenda().after(Math.max(MIN_PROOF_NANOS, often), () -> {
                errands().ask();
                prove();
            });
        }
    }

    @Override
    public boolean waitsOrHolds() {
        return phase == Phase.WAITING || phase == Phase.HELD;
    }

    @Override
    public void found(Outcome outcome, Sent asked) {
        if (outcome instanceof LockOutcome.Granted granted) {
            pushed(granted.token());
        } else if (outcome instanceof LockOutcome.Queued && phase == Phase.WAITING) {
            before = before == null ? asked : before.later(asked);
        } else if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.LOCK_NOT_HELD) {
            Loss loss = new Loss(LockEnd.of(rejection.bound()), rejection.message());
            if (phase != Phase.WAITING || loss.end() != LockEnd.UNKNOWN) {
                gone(loss);
            } else if (!errands().givesUpItsPlace()) {
                // No hold of it ended. Otherwise the answer to its withdrawal is on the way.
                fail(request.placeLost(rejection.message()));
            }
        }
    }

    /** It holds, says a node; as a rule that is known already. */
    void pushed(long token) {
        if (phase == Phase.WAITING) {
            granted(token, true);
        } else if (phase == Phase.ASKING && errands().acquire().first() != null) {
            // It came before the answer.
            before = errands().acquire().first();
            granted(token, errands().acquire().covered());
        }
    }

    /** A hold of it ended, says a node. */
    void ended(long token, Loss loss) {
        if (hold == null || hold.token() == token) {
            gone(loss);
        }
    }

    private void gone(Loss loss) {
        if (phase == Phase.HELD && hold != null) {
            Hold held = hold;
            over();
            held.lose(loss);
        } else if (phase == Phase.WAITING || phase == Phase.ASKING) {
            caller.tell(acquirer -> acquirer.lost(loss.end(), loss.message()));
            over();
        }
    }

    private void granted(long token, boolean covered) {
        if (!life().isLive()) {
            phase = Phase.WAITING;
            life().look();
            if (life().isOver()) {
                sessionOver();
            } else {
                // The answer to its opening is on the way.
                room.agenda().after(Home.OPENING_NANOS, () -> {
                    if (phase == Phase.WAITING) {
                        granted(token, covered);
                    }
                });
            }
            return;
        }
        Sent from = Objects.requireNonNull(before, "granted without having asked");
        Hold held = new Hold(this, life(), token, from, room);
        hold = held;
        phase = Phase.HELD;
        stopTimers();
        if (caller.isGone()) {
            held.release();
            return;
        }
        Loss already = held.loss();
        if (already == null) {
            caller.tell(acquirer -> acquirer.granted(held));
            watch(covered);
            held.look(room.agenda());
        } else {
            caller.tell(acquirer -> acquirer.lost(already.end(), already.message()));
        }
    }

    /** The hold came to an end on this side: given back, or found to be lost. Any thread. */
    void ended() {
        room.onLoop(() -> {
            if (phase == Phase.HELD) {
                // If its time was over: its session may live yet, and nobody shall wait for what is not used.
                leave();
            }
        });
    }

    /** Tells, on the callback executor, when the cluster holds nothing for it any more; or why that is not known. Any thread. */
    void whenFreed(Consumer<@Nullable CallFailure> who) {
        boolean asked = room.onLoop(() -> {
            if (phase == Phase.OVER) {
                room.onCallbacks(() -> who.accept(null));
            } else {
                freeing.await(request, errands(), who);
            }
        });
        if (!asked) {
            // The loop ended with the client, and the client's sessions with it.
            who.accept(null);
        }
    }

    private void outOfPatience() {
        if (phase == Phase.ASKING || phase == Phase.WAITING) {
            caller.impatient();
            patience = room.agenda().after(Math.min(GRACE_NANOS, request.callNanos()), this::outOfGrace);
            if (phase == Phase.WAITING) {
                errands().withdraw();
            }
        }
    }

    private void outOfGrace() {
        caller.tell(acquirer -> acquirer.timedOut(0, ""));
        giveUp();
    }

    @Override
    public void withdrawn(Outcome outcome) {
        if (phase != Phase.WAITING) {
            return;
        }
        if (outcome instanceof LockOutcome.Granted granted) {
            granted(granted.token(), false);
        } else if (outcome instanceof LockOutcome.Withdrawn left) {
            caller.tell(acquirer -> acquirer.timedOut(left.position(), left.holder()));
            over();
        } else if (outcome instanceof Outcome.Rejection rejection && rejection.reason() == Reason.SESSION_NOT_FOUND) {
            sessionOver();
        } else {
            // As a rule the withdrawal was sent twice, and the first is what ended it.
            caller.tell(acquirer -> acquirer.timedOut(0, ""));
            over();
        }
    }

    private void leave() {
        phase = Phase.LEAVING;
        stopTimers();
        errands().release();
    }

    /**
     * The session is over: nothing is held in it any more as far as this side may believe. A request to acquire that is under
     * way hears of it by itself, and may go out in another session.
     */
    void sessionOver() {
        Loss loss = Loss.with(life());
        if (phase == Phase.HELD) {
            gone(loss);
        } else if (phase == Phase.WAITING || (phase == Phase.ASKING && room.isEnded())) {
            fail(room.closing() ? CallFailure.closed(false) : request.placeLost(loss.message()));
        } else if (phase == Phase.LEAVING) {
            over();
        }
    }

    private void fail(CallFailure why) {
        caller.tell(acquirer -> acquirer.failed(why));
        over();
    }

    @Override
    public void over() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            stopTimers();
            if (errands != null) {
                errands.home().remove(errands.number());
            }
            room.closed();
            freeing.tell();
        }
    }

    private void stopTimers() {
        patience = room.agenda().cancel(patience);
        proof = room.agenda().cancel(proof);
    }
}
