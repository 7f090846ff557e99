package io.holdfast.model.command;

import io.holdfast.model.Bytes;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockGuard;
import java.util.List;
import java.util.Objects;

/**
 * Changes of the lock table: exclusive locks, read-write locks, semaphores and elections, which share one name space. None of
 * them takes a revision, but for the command behind a guard.
 *
 * <p>An acquisition is named by its session and a number that the client gives it, unique in the session for as long as
 * that lives. It waits or holds until it is released, withdrawn or taken away, or its session ends.
 */
public sealed interface LockCommand extends Command {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.lock(this);
    }

    /** Hands this command to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a command. */
    interface Handler<R> {
        /** Hold a lock, or wait for it. */
        R acquire(Acquire command);

        /** Stop waiting. */
        R withdraw(Withdraw command);

        /** Hold no more. */
        R release(Release command);

        /** Take a lock away. */
        R revoke(Revoke command);

        /** Set the permits of a semaphore. */
        R setPermits(SetPermits command);

        /** End a hold that lasted too long. */
        R endHold(EndHold command);

        /** End a lock-delay. */
        R endDelay(EndDelay command);

        /** Write only if holds are still there. */
        R guarded(Guarded command);

        /** Change what a candidate or leader publishes. */
        R publish(Publish command);
    }

    /**
     * Acquires. Repeating it gives what is true now: granted with the first token, or queued. In an election it publishes
     * nothing when repeated: what counts is what was published last.
     *
     * @param session whose acquisition
     * @param acquisition its number: positive
     * @param name the lock
     * @param claim what is asked for
     * @param queue whether to wait if it cannot be granted at once; else the answer is LOCK_HELD
     */
    record Acquire(long session, long acquisition, String name, LockClaim claim, boolean queue) implements LockCommand {
        /** Refuses null. */
        public Acquire {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(claim, "claim");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.acquire(this);
        }
    }

    /**
     * Stops waiting; answered "granted" if the grant came first, and the hold stays.
     *
     * @param session whose acquisition
     * @param acquisition its number
     * @param name the lock
     */
    record Withdraw(long session, long acquisition, String name) implements LockCommand {
        /** Refuses null. */
        public Withdraw {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.withdraw(this);
        }
    }

    /**
     * Releases, or stops waiting if it still waits. What is free then is granted in the same step.
     *
     * @param session whose acquisition
     * @param acquisition its number
     * @param name the lock
     * @param successor in an election, the name of the candidate who leads next, whoever else waits: the first of that name
     *     in line. If none waits, the answer is NO_SUCH_CANDIDATE and nothing changes. Whoever waits himself has nothing to
     *     hand over: INVALID_ARGUMENT. Empty for whoever is next
     */
    record Release(long session, long acquisition, String name, String successor) implements LockCommand {
        /** Refuses null. */
        public Release {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(successor, "successor");
        }

        /** A release in favour of whoever is next. */
        public Release(long session, long acquisition, String name) {
            this(session, acquisition, name, "");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.release(this);
        }
    }

    /**
     * Takes a lock away from its holders, by an operator's will. Waiters stay, and are granted what is free; a lock-delay
     * ends that follows the end of that grant, or with token 0 any.
     *
     * @param name the lock
     * @param token of which grant; 0 for all holders, of which one command ends the {@link io.holdfast.model.Limits#MAX_REVOKED}
     *     oldest
     * @param by whose certificate; the gateway writes it
     * @param why what the operator says
     * @param successor in an election, who leads next, as for a release; empty for whoever is next
     */
    record Revoke(String name, long token, String by, String why, String successor) implements LockCommand {
        /** Refuses null. */
        public Revoke {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(by, "by");
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(successor, "successor");
        }

        /** A revocation in favour of whoever is next. */
        public Revoke(String name, long token, String by, String why) {
            this(name, token, by, why, "");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.revoke(this);
        }
    }

    /**
     * Fixes how many permits a semaphore has, by an operator's will. With fewer than are held nothing is taken away:
     * nothing is granted until enough came back. From then on the semaphore exists whether somebody uses it or not.
     *
     * @param name the semaphore, made if there is none
     * @param permits how many; 0 to forget the operator's will: the semaphore keeps its permits while it is used
     */
    record SetPermits(String name, int permits) implements LockCommand {
        /** Refuses null. */
        public SetPermits {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.setPermits(this);
        }
    }

    /**
     * Ends a hold that lasted as long as its acquisition allowed. Only the leader proposes it.
     *
     * @param name the lock
     * @param token of which grant
     * @param term the Raft term in which the leader decided it: in an entry of a later term it is void
     */
    record EndHold(String name, long token, long term) implements LockCommand {
        /** Refuses null. */
        public EndHold {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.endHold(this);
        }
    }

    /**
     * Ends a lock-delay. Only the leader proposes it.
     *
     * @param name the lock
     * @param token of the grant whose unclean end the delay follows
     * @param term the Raft term in which the leader decided it: in an entry of a later term it is void
     */
    record EndDelay(String name, long token, long term) implements LockCommand {
        /** Refuses null. */
        public EndDelay {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.endDelay(this);
        }
    }

    /**
     * Changes keys only if every named hold is still there; else it is rejected with FENCED and changes nothing.
     *
     * @param guards which holds; at least one
     * @param command what to write
     */
    record Guarded(List<LockGuard> guards, KeyValueCommand command) implements LockCommand {
        /** Copies the list. */
        public Guarded {
            guards = List.copyOf(guards);
            Objects.requireNonNull(command, "command");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.guarded(this);
        }
    }

    /**
     * Changes what a candidate publishes: observers hear of it if it leads, and otherwise when it is elected. An
     * acquisition that is gone is answered LOCK_NOT_HELD, one of another kind WRONG_KIND.
     *
     * @param session whose acquisition
     * @param acquisition its number
     * @param name the election
     * @param value what to publish, at most {@link io.holdfast.model.Limits#MAX_ELECTION_VALUE_BYTES}
     */
    record Publish(long session, long acquisition, String name, Bytes value) implements LockCommand {
        /** Refuses null. */
        public Publish {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.publish(this);
        }
    }
}
