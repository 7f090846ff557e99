package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.wire.Result;
import org.jspecify.annotations.Nullable;

/**
 * The session in which this client's writes go out, each under a name of its own, so that it is applied once however often
 * it is sent. The first write opens it, without waiting: the opening stands in front of it in the same frame, and commands
 * of one stream are applied in their order. When it ends, the next write opens another. Confined to the loop.
 */
final class WriteSession {
    /** What a rejection means for the write that got it. */
    enum Fate {
        /** It is the answer. */
        TELL,
        /** It was not applied: once more. */
        AGAIN,
        /** It says nothing about what became of the sendings before, and nothing else ever will. */
        LOST
    }

    private final Sessions sessions;
    private @Nullable SessionLife current;

    WriteSession(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The session for the next write, open or not yet. */
    SessionLife current() {
        SessionLife known = current;
        if (known == null || known.isOver()) {
            known = sessions.begin();
            current = known;
        }
        return known;
    }

    /** The lowest number whose outcome this client lacks in a session; 0 if that is none of its own. */
    long floor(long session) {
        return sessions.floor(session);
    }

    /** Once for each round of sending: sees whether the session's time ran out before it was open. */
    void look() {
        if (current != null) {
            current.look();
        }
    }

    /** The session a write without a name goes out in: the only one it makes sense in, or the one for the next write. */
    SessionLife session(Call write) {
        return write instanceof SessionWrite bound ? bound.only : current();
    }

    /** What became of the attempt to give a write a name. */
    enum Naming {
        /** It has one. */
        NAMED,
        /** No number is free: it must wait. */
        FULL,
        /** Its caller gave it up. */
        GIVEN_UP,
        /** The only session it makes sense in is over. */
        OVER
    }

    /** Sees that a write has a name. */
    Naming name(Call write) {
        SessionLife within = write.within;
        // In doubt it keeps its name even after its session ended: the server may know its outcome yet.
        if (within != null && (write.inDoubt || !within.isOver())) {
            return Naming.NAMED;
        }
        SessionLife life = session(write);
        if (life.isOver()) {
            return Naming.OVER;
        }
        if (life.window.room() <= 0) {
            return Naming.FULL;
        }
        long number = life.window.give();
        if (write.name(life, number)) {
            return Naming.NAMED;
        }
        life.window.ended(number);
        return Naming.GIVEN_UP;
    }

    /** What must go in front of a write on this link: the opening of its session, unless that is there already. */
    @Nullable
    OpenCall opening(Call write, Link link) {
        SessionLife life = write.within;
        write.early = life != null && life.isOpening();
        if (life == null || !write.early) {
            return null;
        }
        OpenCall under = life.opening;
        if (under != null && under.sentOn == link) {
            return null;
        }
        OpenCall opening = sessions.openCall(life);
        life.opening = opening;
        return opening;
    }

    /** What a write's rejection means. */
    Fate judge(Call write, Outcome.Rejection rejection) {
        SessionLife life = write.within;
        if (life == null) {
            return Fate.TELL;
        }
        if (rejection.reason() == Reason.STALE_REQUEST) {
            return write.inDoubt ? Fate.LOST : Fate.TELL;
        }
        if (rejection.reason() != Reason.SESSION_NOT_FOUND) {
            return Fate.TELL;
        }
        if (life.refusal() != null) {
            return write.inDoubt ? Fate.LOST : Fate.TELL;
        }
        // Sent before the session was known to be open: the opening was lost, or came later.
        if (!life.isOver() && write.early) {
            return Fate.AGAIN;
        }
        life.end(sessions.end(rejection));
        if (write.inDoubt) {
            return Fate.LOST;
        }
        return write instanceof SessionWrite ? Fate.TELL : Fate.AGAIN;
    }

    /** What to tell whose write was rejected: if that was because its session had been refused, why it had. */
    static Result.Answered told(Call write, Result.Answered answer, Outcome.Rejection rejection) {
        Outcome.Rejection refusal = write.within == null ? null : write.within.refusal();
        return refusal == null || rejection.reason() != Reason.SESSION_NOT_FOUND
                ? answer
                : new Result.Answered(answer.id(), refusal);
    }

    /** Nobody can tell any more what became of a write. */
    static CallFailure lost(Link link, Outcome.Rejection rejection) {
        return new CallFailure(
                CallFailure.Kind.SESSION_OVER,
                true,
                link.name(),
                "the write was sent before, and its session ended before its outcome was known (" + rejection.message()
                        + "): it may have been applied, and nobody can tell any more",
                null);
    }
}
