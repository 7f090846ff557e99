package io.holdfast.server.heap;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.Compact;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.command.DeleteRange;
import io.holdfast.model.command.KeyValueCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.MemberCommand;
import io.holdfast.model.command.Operation;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.command.Transaction;
import io.holdfast.model.config.Verdict;
import java.util.List;

/**
 * Whether a command makes the state larger for good: puts, transactions that may put, grants of leases, acquisitions,
 * permits that are fixed, what candidates publish, releases, schemas, clients that begin to follow a config set. What ends
 * things, asks, or is bounded by the number of clients does not count: an overfull
 * server must still take deletions, and the session that a deletion is made in.
 */
final class Growth
        implements Command.Domains<Boolean>,
                KeyValueCommand.Handler<Boolean>,
                LeaseCommand.Handler<Boolean>,
                SessionCommand.Handler<Boolean> {
    private static final Growth GROWTH = new Growth();

    private Growth() {}

    /** Whether this command does. */
    static boolean of(Command command) {
        return command.accept(GROWTH);
    }

    @Override
    public Boolean keyValue(KeyValueCommand command) {
        return command.accept((KeyValueCommand.Handler<Boolean>) this);
    }

    @Override
    public Boolean lease(LeaseCommand command) {
        return command.accept((LeaseCommand.Handler<Boolean>) this);
    }

    @Override
    public Boolean session(SessionCommand command) {
        return command.accept((SessionCommand.Handler<Boolean>) this);
    }

    @Override
    public Boolean config(ConfigCommand command) {
        boolean attaches = command instanceof ConfigCommand.Attach attach
                && !attach.schema().isEmpty();
        boolean enrols = command instanceof ConfigCommand.Acknowledge said && said.verdict() == Verdict.ENROLLED;
        return attaches || enrols || command instanceof ConfigCommand.Publish;
    }

    @Override
    public Boolean lock(LockCommand command) {
        if (command instanceof LockCommand.Guarded guarded) {
            return keyValue(guarded.command());
        }
        if (command instanceof LockCommand.Publish publish) {
            return !publish.value().isEmpty();
        }
        boolean fixes = command instanceof LockCommand.SetPermits set && set.permits() != 0;
        return fixes || command instanceof LockCommand.Acquire;
    }

    @Override
    public Boolean member(MemberCommand command) {
        return false;
    }

    @Override
    public Boolean put(Put command) {
        return true;
    }

    @Override
    public Boolean deleteRange(DeleteRange command) {
        return false;
    }

    @Override
    public Boolean transaction(Transaction command) {
        return putsIn(command.success()) || putsIn(command.failure());
    }

    private boolean putsIn(List<Operation> operations) {
        for (Operation operation : operations) {
            if (operation instanceof Put || (operation instanceof Transaction nested && transaction(nested))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Boolean compact(Compact command) {
        return false;
    }

    @Override
    public Boolean grant(LeaseCommand.Grant command) {
        return true;
    }

    @Override
    public Boolean revoke(LeaseCommand.Revoke command) {
        return false;
    }

    @Override
    public Boolean expire(LeaseCommand.Expire command) {
        return false;
    }

    @Override
    public Boolean checkpoint(LeaseCommand.Checkpoint command) {
        return false;
    }

    @Override
    public Boolean open(SessionCommand.Open command) {
        return false;
    }

    @Override
    public Boolean close(SessionCommand.Close command) {
        return false;
    }

    @Override
    public Boolean kill(SessionCommand.Kill command) {
        return false;
    }

    @Override
    public Boolean once(SessionCommand.Once command) {
        return of(command.command());
    }

    @Override
    public Boolean resolve(SessionCommand.Resolve command) {
        return false;
    }
}
