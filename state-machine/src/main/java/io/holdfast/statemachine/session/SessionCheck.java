package io.holdfast.statemachine.session;

import io.holdfast.model.Limits;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.statemachine.lease.LeaseStore;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Checks what would enter the session table: texts, ids, room. Changes nothing. Confined to the apply thread. */
final class SessionCheck {
    private final SessionEditor editor;
    private final LeaseStore leases;

    SessionCheck(SessionEditor editor, LeaseStore leases) {
        this.editor = editor;
        this.leases = leases;
    }

    /** The time to live that is granted to who asks for this. */
    static long granted(long askedMillis) {
        return Math.min(Limits.MAX_SESSION_TTL_MILLIS, Math.max(Limits.MIN_TTL_MILLIS, askedMillis));
    }

    @Nullable
    Rejection rejectionOf(SessionCommand.Open open) {
        if (open.session() <= 0) {
            return no(Reason.INVALID_ARGUMENT, "session is " + open.session() + ", must be positive", 0);
        }
        Rejection tooLong = tooLong("client name", open.client(), Limits.MAX_NAME_BYTES);
        tooLong = tooLong != null ? tooLong : tooLong("principal", open.principal(), Limits.MAX_PRINCIPAL_BYTES);
        tooLong = tooLong != null ? tooLong : tooLong("address", open.address(), Limits.MAX_ADDRESS_BYTES);
        if (tooLong != null) {
            return tooLong;
        }
        long ttlMillis = granted(open.ttlMillis());
        boolean graceFits = open.graceMillis() >= Limits.MIN_GRACE_MILLIS && open.graceMillis() <= ttlMillis;
        if (open.graceMillis() != 0 && !graceFits) {
            String message = "grace is " + open.graceMillis() + " ms, must be 0 or lie between "
                    + Limits.MIN_GRACE_MILLIS + " ms and the time to live, " + ttlMillis + " ms";
            return no(Reason.INVALID_ARGUMENT, message, Limits.MIN_GRACE_MILLIS);
        }
        Session session = editor.get(open.session());
        return session != null ? foreign(session, open.principal()) : room(open.session());
    }

    @Nullable
    Rejection rejectionOf(SessionCommand.Kill kill) {
        Rejection tooLong = tooLong("principal", kill.by(), Limits.MAX_PRINCIPAL_BYTES);
        return tooLong != null ? tooLong : tooLong("reason", kill.why(), Limits.MAX_WHY_BYTES);
    }

    private @Nullable Rejection foreign(Session session, String principal) {
        return session.principal().equals(principal)
                ? null
                : no(
                        Reason.SESSION_FOREIGN,
                        "session " + Long.toHexString(session.id()) + " belongs to another principal than " + principal,
                        0);
    }

    /**
     * An id that ended stays ended: a belated copy of the opening, and of the requests that followed it, must not begin a
     * second life in which they would be applied again.
     */
    private @Nullable Rejection room(long session) {
        Ending ending = editor.endingOf(session);
        if (ending != null) {
            return SessionTable.notFound(session, ending, leases.revision());
        }
        if (editor.size() >= Limits.MAX_SESSIONS) {
            String message = "there are " + Limits.MAX_SESSIONS + " sessions, as many as are allowed";
            return no(Reason.TOO_MANY_SESSIONS, message, Limits.MAX_SESSIONS);
        }
        return leases.full();
    }

    private @Nullable Rejection tooLong(String field, String text, int limit) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= limit
                ? null
                : no(
                        Reason.INVALID_ARGUMENT,
                        field + " has " + bytes + " bytes, at most " + limit + " are allowed",
                        limit);
    }

    private Rejection no(Reason reason, String message, long bound) {
        return new Rejection(leases.revision(), reason, message, bound);
    }
}
