package io.holdfast.statemachine.lock;

import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.statemachine.words.Utc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of every "no" about a lock, from one table at one revision. */
final class LockRejections {
    /** Links of a circle that a message prints. */
    private static final int SHOWN_LINKS = 8;

    private final LockTable table;
    private final LockWords words;
    private final long revision;

    LockRejections(LockTable table, SessionLookup sessions, long revision) {
        this.table = table;
        this.words = new LockWords(table, sessions);
        this.revision = revision;
    }

    Rejection notHeld(String name, long session, long acquisition) {
        LockEnding ending = table.endings.of(session, acquisition);
        if (ending == null) {
            String message = "acquisition " + acquisition + " of session " + Long.toHexString(session)
                    + " neither holds lock " + LockWords.shown(name) + " nor waits for it";
            return no(Reason.LOCK_NOT_HELD, message, LockEnd.UNKNOWN.number());
        }
        String message = "lock " + LockWords.shown(ending.row().name()) + " is not held any more: " + ending.words()
                + ", at " + Utc.text(ending.row().atMillis());
        return no(Reason.LOCK_NOT_HELD, message, ending.row().end().number());
    }

    Rejection noSuchHold(String name, long token) {
        String message = token == 0
                ? "nobody holds lock " + LockWords.shown(name)
                : "nobody holds lock " + LockWords.shown(name) + " with token " + token;
        return no(Reason.LOCK_NOT_HELD, message, LockEnd.UNKNOWN.number());
    }

    Rejection notFound(String name) {
        return no(Reason.LOCK_NOT_FOUND, "there is no lock " + LockWords.shown(name), 0);
    }

    Rejection noDelay(String name, long token) {
        String message = "no lock-delay after token " + token + " keeps lock " + LockWords.shown(name) + " free";
        return no(Reason.LOCK_NOT_FOUND, message, 0);
    }

    Rejection otherLock(Acquisition known, String name) {
        String message = "acquisition " + known.number() + " of session " + Long.toHexString(known.session())
                + " is of lock " + LockWords.shown(known.name()) + ", not of " + LockWords.shown(name);
        return invalid(message, 0);
    }

    Rejection otherClaim(Acquisition known) {
        String message = "acquisition " + known.number() + " of session " + Long.toHexString(known.session())
                + " was begun with another claim: an acquisition's number is used once";
        return invalid(message, 0);
    }

    Rejection wrongKind(Lock lock, LockKind asked) {
        String message = LockWords.shown(lock.name()) + " is " + described(lock.kind()) + ", not " + described(asked);
        return no(Reason.WRONG_KIND, message, 0);
    }

    Rejection noSuchCandidate(Lock election, String name) {
        String message = "no candidate " + LockWords.shown(name) + " waits in election "
                + LockWords.shown(election.name()) + ", where " + election.waiters() + " wait";
        return no(Reason.NO_SUCH_CANDIDATE, message, 0);
    }

    Rejection nothingToHandOver(Acquisition waiting) {
        String message = "acquisition " + waiting.number() + " of session " + Long.toHexString(waiting.session())
                + " waits in election " + LockWords.shown(waiting.name())
                + ": only who leads has something to hand over";
        return invalid(message, 0);
    }

    private static String described(LockKind kind) {
        return switch (kind) {
            case EXCLUSIVE -> "an exclusive lock";
            case READ_WRITE -> "a read-write lock";
            case SEMAPHORE -> "a semaphore";
            case ELECTION -> "an election";
        };
    }

    Rejection tooManyPermits(String name, int permits, int limit) {
        String message = "semaphore " + LockWords.shown(name) + " has " + limit + " permits, " + permits
                + " can never be granted";
        return invalid(message, limit);
    }

    Rejection tooFewPermits(String name, int permits, int asked) {
        String message = "semaphore " + LockWords.shown(name) + " cannot have " + permits
                + " permits while a waiter asks for " + asked + ": it would wait forever";
        return invalid(message, asked);
    }

    Rejection held(Lock lock) {
        String queue = lock.waiters() == 0 ? "nobody waits" : lock.waiters() + " wait";
        String message = "lock " + LockWords.shown(lock.name()) + " is " + words.holderOf(lock) + ", " + queue;
        return no(Reason.LOCK_HELD, message, lock.lastToken());
    }

    Rejection upgrade(Hold read) {
        String message = words.owner(read.acquisition()) + " reads lock "
                + LockWords.shown(read.acquisition().name()) + " with token " + read.token()
                + " and would wait for itself to write: it must release first";
        return no(Reason.UPGRADE, message, read.token());
    }

    Rejection deadlock(List<WaitGraph.Link> circle) {
        StringBuilder message = new StringBuilder("waiting would close a circle: ");
        message.append(words.owner(circle.get(0).waiting()));
        for (WaitGraph.Link link : circle.subList(0, Math.min(SHOWN_LINKS, circle.size()))) {
            Acquisition blocker = link.blocker().acquisition();
            message.append(" waits for lock ")
                    .append(LockWords.shown(blocker.name()))
                    .append(link.blocker() instanceof Hold ? ", held by " : ", first wanted by ")
                    .append(words.owner(blocker))
                    .append(", who");
        }
        message.setLength(message.length() - ", who".length());
        if (circle.size() > SHOWN_LINKS) {
            message.append(" … ").append(circle.size()).append(" in all");
        }
        return no(Reason.DEADLOCK, message.toString(), circle.size());
    }

    Rejection fenced(String name, long token, @Nullable Lock lock) {
        String now = lock == null ? "there is no such lock now" : "it is " + words.holderOf(lock);
        String message = "lock " + LockWords.shown(name) + " is not held with token " + token + ": " + now;
        return no(Reason.FENCED, message, lock == null ? 0 : lock.lastToken());
    }

    Rejection tooManyWaiters(String name) {
        String message =
                "lock " + LockWords.shown(name) + " has " + Limits.MAX_WAITERS + " waiters, as many as are allowed";
        return no(Reason.TOO_MANY_WAITERS, message, Limits.MAX_WAITERS);
    }

    Rejection tooManyLocks() {
        String message = "there are " + Limits.MAX_LOCKS + " locks, as many as are allowed";
        return no(Reason.TOO_MANY_LOCKS, message, Limits.MAX_LOCKS);
    }

    Rejection tooManyAcquisitions(long session) {
        String message = "session " + Long.toHexString(session) + " has " + Limits.MAX_ACQUISITIONS
                + " acquisitions, as many as are allowed";
        return no(Reason.TOO_MANY_ACQUISITIONS, message, Limits.MAX_ACQUISITIONS);
    }

    Rejection noMaximum(Hold hold) {
        String message = "the hold of lock "
                + LockWords.shown(hold.acquisition().name()) + " with token " + hold.token() + " may last for ever";
        return invalid(message, 0);
    }

    private Rejection invalid(String message, long bound) {
        return no(Reason.INVALID_ARGUMENT, message, bound);
    }

    private Rejection no(Reason reason, String message, long bound) {
        return new Rejection(revision, reason, message, bound);
    }
}
