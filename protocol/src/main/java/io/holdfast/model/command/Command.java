package io.holdfast.model.command;

/**
 * A request to change the replicated state. The same state and the same command give the same result on every
 * replica, forever.
 *
 * <p>Domains are the sealed sub-interfaces; dispatch goes domain first ({@link #accept}), then through the domain's own
 * handler, so that a forgotten case does not compile.
 */
public sealed interface Command
        permits KeyValueCommand, LeaseCommand, SessionCommand, LockCommand, ConfigCommand, MemberCommand {
    /** Hands this command to the method of its domain. */
    <R> R accept(Domains<R> domains);

    /** One method a domain. */
    interface Domains<R> {
        /** A change of keys. */
        R keyValue(KeyValueCommand command);

        /** A change of the lease table. */
        R lease(LeaseCommand command);

        /** A change of the session table, or a write within a session. */
        R session(SessionCommand command);

        /** A change of the lock table, or a write that holds guard. */
        R lock(LockCommand command);

        /** A change of configuration. */
        R config(ConfigCommand command);

        /** A change of the member table. */
        R member(MemberCommand command);
    }
}
