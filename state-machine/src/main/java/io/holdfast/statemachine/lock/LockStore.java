package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockGuard;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.statemachine.kv.KeyValueStore;
import io.holdfast.statemachine.session.SessionEditor;
import io.holdfast.statemachine.tree.Cursor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lock table's commands: each is checked as a whole, then carried out as a whole. None takes a revision, but for the
 * write behind guards. Whatever ends a hold or a wait grants what is free in the same step. Confined to the apply thread.
 *
 * <p>Who holds and who waits:
 *
 * <pre>
 *              Acquire, free and nobody waits
 *   nothing ---------------------------------> holds
 *      |                                         ^ |  Release, Revoke, EndHold, end of the session
 *      | Acquire                settle: its turn | |
 *      +-----------------------> waits ----------+ +--> nothing, remembered unless released
 *                                  |        (in an election also Release and Revoke with a successor)
 *                                  |
 *                                  +-- Withdraw, Release, end of the session --> nothing
 * </pre>
 */
public final class LockStore implements LockCommand.Handler<Outcome> {
    private final LockEditor editor;
    private final SessionEditor sessions;
    private final KeyValueStore keys;

    /**
     * A store over one table.
     *
     * @param editor the table
     * @param sessions whose acquisitions these are
     * @param keys where guarded writes go
     */
    public LockStore(LockEditor editor, SessionEditor sessions, KeyValueStore keys) {
        this.editor = editor;
        this.sessions = sessions;
        this.keys = keys;
    }

    /** Applies one command. */
    public Outcome apply(LockCommand command) {
        return command.accept(this);
    }

    @Override
    public Outcome acquire(LockCommand.Acquire command) {
        LockCheck.Fault fault = LockCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        if (sessions.record(command.session()) == null) {
            return sessions.notFound(command.session(), keys.revision());
        }
        Acquisition asked = Acquisition.of(command.session(), command.acquisition(), command.name(), command.claim());
        LockTable table = editor.view();
        Stake known = table.stake(asked.session(), asked.number());
        return known == null ? begin(asked, command.queue(), table) : repeated(known, asked, table);
    }

    /** What is true now of an acquisition that was begun before. */
    private Outcome repeated(Stake known, Acquisition asked, LockTable table) {
        if (!known.acquisition().lock().equals(asked.lock())) {
            return rejections(table).otherLock(known.acquisition(), asked.name());
        }
        return known.acquisition().asksFor(asked.claim())
                ? standing(known, table)
                : rejections(table).otherClaim(known.acquisition());
    }

    private Outcome begin(Acquisition asked, boolean queue, LockTable table) {
        if (table.endings.of(asked.session(), asked.number()) != null) {
            return rejections(table).notHeld(asked.name(), asked.session(), asked.number());
        }
        Lock lock = table.lock(asked.lock());
        LockAdmission admission = new LockAdmission(editor, table, rejections(table));
        Rejection rejection = admission.full(asked, lock);
        if (rejection != null) {
            return rejection;
        }
        if (lock == null) {
            LockKind kind = asked.claim().mode().kind();
            return granted(editor.make(asked.name(), kind, asked.claim().limit(), false), asked);
        }
        if (lock.waiters() == 0 && !lock.isCooling() && table.leavesRoom(lock, asked.claim())) {
            return granted(lock, asked);
        }
        rejection = queue ? admission.queueless(asked, lock) : admission.busy(asked, lock);
        if (rejection != null) {
            return rejection;
        }
        Wait wait = editor.enqueue(lock, asked);
        return new LockOutcome.Queued(keys.revision(), editor.view().positionOf(wait));
    }

    @Override
    public Outcome withdraw(LockCommand.Withdraw command) {
        LockTable table = editor.view();
        Stake stake = table.stake(command.session(), command.acquisition());
        Rejection rejection = check(stake, command.name(), command.session(), command.acquisition(), table);
        if (rejection != null || !(stake instanceof Wait wait)) {
            return rejection != null ? rejection : standing(present(stake), table);
        }
        Outcome outcome = new LockOutcome.Withdrawn(
                keys.revision(),
                table.positionOf(wait),
                new LockWords(table, sessions::record).holderOf(lockOf(wait, table)));
        editor.withdraw(wait);
        editor.settle(wait.acquisition().lock());
        return outcome;
    }

    @Override
    public Outcome release(LockCommand.Release command) {
        LockCheck.Fault fault = LockCheck.ofSuccessor(command.successor());
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        LockTable table = editor.view();
        Stake stake = table.stake(command.session(), command.acquisition());
        Rejection rejection = check(stake, command.name(), command.session(), command.acquisition(), table);
        if (rejection != null) {
            return rejection;
        }
        Acquisition asked = present(stake).acquisition();
        Wait successor = null;
        if (!command.successor().isEmpty()) {
            Lock lock = lockOf(present(stake), table);
            successor = table.candidate(lock, command.successor());
            rejection = stake instanceof Hold || lock.kind() != LockKind.ELECTION
                    ? noSuccessor(lock, command.successor(), successor, table)
                    : rejections(table).nothingToHandOver(asked);
            if (rejection != null) {
                return rejection;
            }
        }
        long token = 0;
        if (stake instanceof Hold hold) {
            token = hold.token();
            editor.release(hold);
        } else if (stake instanceof Wait wait) {
            editor.withdraw(wait);
        }
        settle(asked.lock(), successor);
        return new LockOutcome.Released(keys.revision(), token);
    }

    /** Why a lock cannot be handed over to a candidate of this name, or null. */
    private @Nullable Rejection noSuccessor(Lock lock, String name, @Nullable Wait successor, LockTable table) {
        if (lock.kind() != LockKind.ELECTION) {
            return rejections(table).wrongKind(lock, LockKind.ELECTION);
        }
        return successor == null ? rejections(table).noSuchCandidate(lock, name) : null;
    }

    /** Grants what is free: to a successor, or to those whose turn it is. */
    private void settle(Bytes lock, @Nullable Wait successor) {
        if (successor != null) {
            editor.prefer(successor);
        }
        editor.settle(lock);
    }

    @Override
    public Outcome publish(LockCommand.Publish command) {
        LockCheck.Fault fault = LockCheck.ofValue(command.value());
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        LockTable table = editor.view();
        Stake stake = table.stake(command.session(), command.acquisition());
        Rejection rejection = check(stake, command.name(), command.session(), command.acquisition(), table);
        if (rejection != null) {
            return rejection;
        }
        Stake candidate = present(stake);
        if (candidate.acquisition().claim().mode() != LockMode.LEADER) {
            return rejections(table).wrongKind(lockOf(candidate, table), LockKind.ELECTION);
        }
        if (!candidate.acquisition().claim().value().equals(command.value())) {
            editor.publish(candidate, command.value());
        }
        return new LockOutcome.Published(keys.revision());
    }

    @Override
    public Outcome revoke(LockCommand.Revoke command) {
        LockCheck.Fault fault = LockCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        LockTable table = editor.view();
        Lock lock = table.lock(Bytes.utf8(command.name()));
        if (lock == null) {
            return rejections(table).notFound(command.name());
        }
        List<Hold> holds = command.token() == 0 ? first(lock, table) : one(lock, command.token(), table);
        boolean endsDelay = lock.isCooling() && (command.token() == 0 || command.token() == lock.coolingToken());
        if (holds.isEmpty() && !endsDelay) {
            return rejections(table).noSuchHold(command.name(), command.token());
        }
        Wait successor = null;
        if (!command.successor().isEmpty()) {
            successor = table.candidate(lock, command.successor());
            Rejection rejection = noSuccessor(lock, command.successor(), successor, table);
            if (rejection != null) {
                return rejection;
            }
        }
        if (endsDelay) {
            editor.cooled(lock);
        }
        for (Hold hold : holds) {
            editor.end(hold, LockEnd.REVOKED, command.by(), command.why());
        }
        settle(lock.place(), successor);
        return new LockOutcome.Freed(keys.revision(), holds.size());
    }

    /** The oldest holds, as many as one command ends. */
    private static List<Hold> first(Lock lock, LockTable table) {
        List<Hold> holds = new ArrayList<>();
        Cursor<Hold> cursor = table.holdsOf(lock);
        for (int i = 0; i < Math.min(lock.holders(), Limits.MAX_REVOKED); i++) {
            holds.add(present(cursor.next()));
        }
        return holds;
    }

    private static List<Hold> one(Lock lock, long token, LockTable table) {
        Hold hold = table.hold(lock.place(), token);
        return hold == null ? List.of() : List.of(hold);
    }

    @Override
    public Outcome setPermits(LockCommand.SetPermits command) {
        LockCheck.Fault fault = LockCheck.ofName(command.name());
        fault = fault != null ? fault : LockCheck.ofLimit(command.permits());
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        LockTable table = editor.view();
        Lock lock = table.lock(Bytes.utf8(command.name()));
        Rejection rejection = unset(command, lock, table);
        if (rejection != null) {
            return rejection;
        }
        int permits = command.permits();
        if (lock == null) {
            editor.make(command.name(), LockKind.SEMAPHORE, permits, true);
            return new LockOutcome.PermitsSet(keys.revision(), permits);
        }
        editor.limit(lock, permits == 0 ? lock.limit() : permits, permits != 0);
        editor.settle(lock.place());
        Lock now = editor.view().lock(lock.place());
        return new LockOutcome.PermitsSet(keys.revision(), now == null ? 0 : now.limit());
    }

    private @Nullable Rejection unset(LockCommand.SetPermits command, @Nullable Lock lock, LockTable table) {
        LockRejections no = rejections(table);
        if (lock == null) {
            if (command.permits() == 0) {
                return no.notFound(command.name());
            }
            return table.size() >= Limits.MAX_LOCKS ? no.tooManyLocks() : null;
        }
        if (lock.kind() != LockKind.SEMAPHORE) {
            return no.wrongKind(lock, LockKind.SEMAPHORE);
        }
        int asked = command.permits() == 0 ? 0 : mostAsked(lock, table);
        return command.permits() < asked ? no.tooFewPermits(command.name(), command.permits(), asked) : null;
    }

    private static int mostAsked(Lock lock, LockTable table) {
        int most = 0;
        Cursor<Wait> cursor = table.waitsOf(lock);
        for (int i = 0; i < lock.waiters(); i++) {
            most = Math.max(most, present(cursor.next()).acquisition().claim().permits());
        }
        return most;
    }

    @Override
    public Outcome endHold(LockCommand.EndHold command) {
        LockTable table = editor.view();
        Hold hold = table.hold(Bytes.utf8(command.name()), command.token());
        if (hold == null) {
            return rejections(table).noSuchHold(command.name(), command.token());
        }
        long maxHoldMillis = hold.acquisition().claim().maxHoldMillis();
        if (maxHoldMillis == 0) {
            return rejections(table).noMaximum(hold);
        }
        editor.end(hold, LockEnd.MAX_HOLD, "", maxHoldMillis + " ms");
        editor.settle(hold.acquisition().lock());
        return new LockOutcome.Freed(keys.revision(), 1);
    }

    @Override
    public Outcome endDelay(LockCommand.EndDelay command) {
        LockTable table = editor.view();
        Lock lock = table.lock(Bytes.utf8(command.name()));
        if (lock == null || !lock.isCooling() || lock.coolingToken() != command.token()) {
            return rejections(table).noDelay(command.name(), command.token());
        }
        editor.cooled(lock);
        editor.settle(lock.place());
        return new LockOutcome.Freed(keys.revision(), 0);
    }

    @Override
    public Outcome guarded(LockCommand.Guarded command) {
        LockCheck.Fault fault = LockCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        LockTable table = editor.view();
        for (LockGuard guard : command.guards()) {
            Bytes name = Bytes.utf8(guard.name());
            if (table.hold(name, guard.token()) == null) {
                return rejections(table).fenced(guard.name(), guard.token(), table.lock(name));
            }
        }
        return keys.apply(command.command());
    }

    /** Why nothing can be done with an acquisition under this name, or null. */
    private @Nullable Rejection check(
            @Nullable Stake stake, String name, long session, long acquisition, LockTable table) {
        if (stake == null) {
            return rejections(table).notHeld(name, session, acquisition);
        }
        return stake.acquisition().name().equals(name)
                ? null
                : rejections(table).otherLock(stake.acquisition(), name);
    }

    private Outcome granted(Lock lock, Acquisition asked) {
        Hold hold = editor.grant(lock, asked);
        return new LockOutcome.Granted(keys.revision(), hold.token(), lock.limit());
    }

    private Outcome standing(Stake stake, LockTable table) {
        return LockAnswers.standing(stake, table, keys.revision());
    }

    private static Lock lockOf(Stake stake, LockTable table) {
        return present(table.lock(stake.acquisition().lock()));
    }

    private static <T> T present(@Nullable T found) {
        if (found == null) {
            throw new IllegalStateException("the lock table contradicts itself");
        }
        return found;
    }

    private LockRejections rejections(LockTable table) {
        return new LockRejections(table, sessions::record, keys.revision());
    }
}
