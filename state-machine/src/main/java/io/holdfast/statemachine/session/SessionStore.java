package io.holdfast.statemachine.session;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.session.RequestId;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.statemachine.lease.LeaseStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The session table's commands. Opening takes no revision; an end takes one if it deletes keys; a request takes what
 * its command takes, once. Confined to the apply thread.
 */
public final class SessionStore implements SessionCommand.Handler<Outcome> {
    private final SessionEditor editor;
    private final LeaseStore leases;
    private final SessionCheck check;
    private final Function<Command, Outcome> writes;

    /**
     * A store over one table.
     *
     * @param editor the table
     * @param leases where the sessions' leases are
     * @param writes applies the command of a request
     */
    public SessionStore(SessionEditor editor, LeaseStore leases, Function<Command, Outcome> writes) {
        this.editor = editor;
        this.leases = leases;
        this.check = new SessionCheck(editor, leases);
        this.writes = writes;
    }

    /** Applies one command. */
    public Outcome apply(SessionCommand command) {
        return command.accept(this);
    }

    @Override
    public Outcome open(SessionCommand.Open command) {
        Rejection rejection = check.rejectionOf(command);
        if (rejection != null) {
            return rejection;
        }
        Session session = editor.get(command.session());
        if (session == null) {
            long ttlMillis = SessionCheck.granted(command.ttlMillis());
            long lease = leases.grantTo(command.session(), ttlMillis, command.graceMillis());
            session = Session.opened(command, lease, ttlMillis, editor.nowMillis(), leases.revision());
            editor.open(session);
        }
        return new Outcome.SessionOpened(
                session.openedRevision(),
                session.id(),
                session.lease(),
                leases.epochOf(session.lease()),
                session.ttlMillis());
    }

    @Override
    public Outcome close(SessionCommand.Close command) {
        Session session = editor.get(command.session());
        return session == null
                ? notFound(command.session())
                : ended(session, SessionEnd.CLOSED, session.principal(), "");
    }

    @Override
    public Outcome kill(SessionCommand.Kill command) {
        Rejection rejection = check.rejectionOf(command);
        if (rejection != null) {
            return rejection;
        }
        Session session = editor.get(command.session());
        return session == null
                ? notFound(command.session())
                : ended(session, SessionEnd.KILLED, command.by(), command.why());
    }

    @Override
    public Outcome once(SessionCommand.Once command) {
        long sequence = command.sequence();
        if (sequence <= 0 || command.floor() > sequence) {
            return badNumbers(command);
        }
        WindowEditor window = editor.window(command.session());
        if (window == null) {
            return notFound(command.session());
        }
        window.raiseFloor(command.floor());
        Rejection outside = outside(window, command.session(), sequence);
        if (outside != null) {
            return outside;
        }
        Reply kept = window.at(sequence);
        if (kept != null) {
            Outcome first = kept.outcome();
            return first != null ? first : closed(command.id());
        }
        Rejection foreign = foreign(command);
        Outcome outcome = foreign != null ? foreign : writes.apply(command.command());
        window.keep(sequence, outcome);
        return outcome;
    }

    @Override
    public Outcome resolve(SessionCommand.Resolve command) {
        long sequence = command.sequence();
        if (sequence <= 0) {
            return no(Reason.INVALID_ARGUMENT, "request number is " + sequence + ", must be positive", 0);
        }
        WindowEditor window = editor.window(command.session());
        if (window == null) {
            return notFound(command.session());
        }
        window.raiseFloor(Math.min(command.floor(), sequence));
        Rejection outside = outside(window, command.session(), sequence);
        if (outside != null) {
            return outside;
        }
        Reply kept = window.at(sequence);
        if (kept == null) {
            window.close(sequence);
        }
        return new Outcome.Resolved(leases.revision(), kept == null ? null : kept.outcome());
    }

    private @Nullable Rejection outside(WindowEditor window, long session, long sequence) {
        if (sequence < window.floor()) {
            String message = "request " + new RequestId(session, sequence) + " lies below the session's window, which"
                    + " begins at " + window.floor() + ": its outcome is forgotten";
            return no(Reason.STALE_REQUEST, message, window.floor());
        }
        if (window.isBeyond(sequence)) {
            String message = "request " + new RequestId(session, sequence) + " lies " + (sequence - window.floor())
                    + " above the oldest open one, " + window.floor() + ", less than " + Limits.MAX_OPEN_REQUESTS
                    + " are allowed";
            return no(Reason.TOO_MANY_REQUESTS, message, Limits.MAX_OPEN_REQUESTS);
        }
        return null;
    }

    /** A request changes what belongs to its own session only. */
    private @Nullable Rejection foreign(SessionCommand.Once command) {
        long owner = command.session();
        if (command.command() instanceof LockCommand.Acquire acquire) {
            owner = acquire.session();
        } else if (command.command() instanceof LockCommand.Withdraw withdraw) {
            owner = withdraw.session();
        } else if (command.command() instanceof LockCommand.Release release) {
            owner = release.session();
        } else if (command.command() instanceof LockCommand.Publish publish) {
            owner = publish.session();
        } else if (command.command() instanceof ConfigCommand.Acknowledge acknowledge) {
            owner = acknowledge.session();
        } else if (command.command() instanceof ConfigCommand.Leave leave) {
            owner = leave.session();
        }
        if (owner == command.session()) {
            return null;
        }
        String what = command.command() instanceof ConfigCommand ? "a client" : "an acquisition";
        String message = "request " + command.id() + " names " + what + " of session " + Long.toHexString(owner)
                + ", which is another one";
        return no(Reason.INVALID_ARGUMENT, message, 0);
    }

    private Outcome ended(Session session, SessionEnd end, String by, String why) {
        int deleted = leases.end(session.lease());
        editor.end(session.id(), end, by, why);
        return new Outcome.SessionEnded(leases.revision(), session.id(), deleted);
    }

    private Rejection badNumbers(SessionCommand.Once command) {
        String message = "request number is " + command.sequence() + " and the lowest open one " + command.floor()
                + ": the first must be positive, the second at most the first";
        return no(Reason.INVALID_ARGUMENT, message, 0);
    }

    private Rejection closed(RequestId request) {
        String message = "request " + request + " was given up before it came: it was not applied and never will be";
        return no(Reason.REQUEST_CLOSED, message, 0);
    }

    private Rejection notFound(long session) {
        return editor.notFound(session, leases.revision());
    }

    private Rejection no(Reason reason, String message, long bound) {
        return new Rejection(leases.revision(), reason, message, bound);
    }
}
