package io.holdfast.server.lease;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a leader decided about leases and locks from taking effect in a later term, even its own: a command that
 * waited on its way to the log (a paused thread, a full queue) may arrive there after another leader has come, has renewed
 * the lease or begun to time the hold anew, and has gone again. Every node sees an entry with the same term, so all of them
 * agree on what is void. Pure.
 */
public final class TermFence {
    /** No lease ever has it: epochs start at 1. */
    private static final long NO_EPOCH = 0;

    /** No grant ever had it: tokens start at 1. */
    private static final long NO_TOKEN = 0;

    private TermFence() {}

    /** The batch as it counts in an entry of this term: commands decided in another one do nothing and are answered so. */
    public static CommandBatch fenced(CommandBatch batch, long term) {
        for (Command command : batch.commands()) {
            if (isVoid(command, term)) {
                return withoutVoid(batch, term);
            }
        }
        return batch;
    }

    private static CommandBatch withoutVoid(CommandBatch batch, long term) {
        List<Command> commands = new ArrayList<>(batch.commands().size());
        for (Command command : batch.commands()) {
            commands.add(isVoid(command, term) ? voided(command) : command);
        }
        return new CommandBatch(batch.timestampMillis(), batch.incarnation(), batch.number(), commands);
    }

    private static boolean isVoid(Command command, long term) {
        return (command instanceof LeaseCommand.Expire expire && expire.term() != term)
                || (command instanceof LeaseCommand.Checkpoint checkpoint && checkpoint.term() != term)
                || (command instanceof LockCommand.EndHold hold && hold.term() != term)
                || (command instanceof LockCommand.EndDelay delay && delay.term() != term);
    }

    private static Command voided(Command command) {
        if (command instanceof LeaseCommand.Expire expire) {
            return new LeaseCommand.Expire(expire.lease(), NO_EPOCH, expire.term());
        }
        if (command instanceof LockCommand.EndHold hold) {
            return new LockCommand.EndHold(hold.name(), NO_TOKEN, hold.term());
        }
        if (command instanceof LockCommand.EndDelay delay) {
            return new LockCommand.EndDelay(delay.name(), NO_TOKEN, delay.term());
        }
        return new LeaseCommand.Checkpoint(List.of(), 0);
    }
}
