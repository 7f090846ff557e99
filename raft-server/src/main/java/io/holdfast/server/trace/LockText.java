package io.holdfast.server.trace;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.query.LockQuery;
import java.util.Locale;

/**
 * Commands and queries of locks as words for a log: the beginning of the lock's name and numbers. Owner, label, what an
 * operator says and what a candidate publishes are the caller's own words, and stay out.
 */
final class LockText implements LockCommand.Handler<String>, LockQuery.Handler<String> {
    static final LockText TEXT = new LockText();

    private LockText() {}

    @Override
    public String acquire(LockCommand.Acquire command) {
        LockClaim claim = command.claim();
        return "asks=lock_acquire " + name(command.name()) + " acquisition=" + command.acquisition() + " mode="
                + claim.mode().name().toLowerCase(Locale.ROOT) + " permits=" + claim.permits() + " queue="
                + command.queue();
    }

    @Override
    public String withdraw(LockCommand.Withdraw command) {
        return "asks=lock_withdraw " + name(command.name()) + " acquisition=" + command.acquisition();
    }

    @Override
    public String release(LockCommand.Release command) {
        return "asks=lock_release " + name(command.name()) + " acquisition=" + command.acquisition();
    }

    @Override
    public String revoke(LockCommand.Revoke command) {
        return "asks=lock_revoke " + name(command.name()) + " token=" + command.token();
    }

    @Override
    public String setPermits(LockCommand.SetPermits command) {
        return "asks=lock_permits " + name(command.name()) + " permits=" + command.permits();
    }

    @Override
    public String endHold(LockCommand.EndHold command) {
        return "asks=lock_end_hold " + name(command.name()) + " token=" + command.token();
    }

    @Override
    public String endDelay(LockCommand.EndDelay command) {
        return "asks=lock_end_delay " + name(command.name()) + " token=" + command.token();
    }

    @Override
    public String guarded(LockCommand.Guarded command) {
        return RequestText.of(command.command()) + " guards=" + command.guards().size();
    }

    @Override
    public String publish(LockCommand.Publish command) {
        return "asks=election_publish " + name(command.name()) + " acquisition=" + command.acquisition()
                + " valueBytes=" + command.value().size();
    }

    @Override
    public String all(LockQuery.All query) {
        return "asks=locks prefix=\"" + beginning(query.prefix()) + '"';
    }

    @Override
    public String one(LockQuery.One query) {
        return "asks=lock " + name(query.name());
    }

    @Override
    public String acquisition(LockQuery.Acquisition query) {
        return "asks=lock_acquisition " + name(query.name()) + " acquisition=" + query.acquisition() + " session="
                + Long.toHexString(query.session());
    }

    @Override
    public String token(LockQuery.Token query) {
        return "asks=lock_token " + name(query.name()) + " token=" + query.token();
    }

    @Override
    public String changes(LockQuery.Changes query) {
        return "asks=election_changes " + name(query.name()) + " after=" + query.after();
    }

    private static String name(String name) {
        return "lock=\"" + beginning(name) + '"';
    }

    private static String beginning(String text) {
        return RequestText.beginning(Bytes.utf8(text));
    }
}
