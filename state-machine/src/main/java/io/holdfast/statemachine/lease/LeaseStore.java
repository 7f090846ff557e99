package io.holdfast.statemachine.lease;

import io.holdfast.model.Limits;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import io.holdfast.statemachine.kv.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The lease table's commands. A grant and a checkpoint take no revision; the end of a lease takes one if it deletes
 * keys. Confined to the apply thread.
 */
public final class LeaseStore implements LeaseCommand.Handler<Outcome> {
    private final LeaseEditor editor;
    private final KeyValueStore keys;
    private final LeaseHolders holders;

    /**
     * A store over one table.
     *
     * @param editor the table
     * @param keys where attached keys are deleted
     * @param holders who hears that the lease of a session expired
     */
    public LeaseStore(LeaseEditor editor, KeyValueStore keys, LeaseHolders holders) {
        this.editor = editor;
        this.keys = keys;
        this.holders = holders;
    }

    /** Applies one command. */
    public Outcome apply(LeaseCommand command) {
        return command.accept(this);
    }

    /** The newest revision. */
    public long revision() {
        return keys.revision();
    }

    /** Why no further lease can be granted, or null. */
    public @Nullable Rejection full() {
        return editor.size() < Limits.MAX_LEASES
                ? null
                : no(
                        Reason.TOO_MANY_LEASES,
                        "there are " + Limits.MAX_LEASES + " leases, as many as are allowed",
                        Limits.MAX_LEASES);
    }

    /** Grants the lease of a session, of an id that is picked here, after {@link #full} found room; returns the id. */
    public long grantTo(long session, long ttlMillis, long graceMillis) {
        long lease = editor.pick();
        editor.grant(lease, ttlMillis, session, graceMillis);
        return lease;
    }

    /** The epoch of a lease that exists. */
    public long epochOf(long lease) {
        Lease found = editor.get(lease);
        if (found == null) {
            throw new IllegalStateException("no lease " + lease + " to tell the epoch of");
        }
        return found.epoch();
    }

    /** Ends a lease that exists with all keys attached to it; returns how many there were. */
    public int end(long lease) {
        Lease ending = editor.get(lease);
        if (ending == null) {
            throw new IllegalStateException("no lease " + lease + " to end");
        }
        return end(ending);
    }

    @Override
    public Outcome grant(LeaseCommand.Grant command) {
        Rejection rejection = check(command);
        if (rejection != null) {
            return rejection;
        }
        long lease = command.lease() == 0 ? editor.pick() : command.lease();
        long ttlMillis = Math.max(Limits.MIN_TTL_MILLIS, command.ttlMillis());
        editor.grant(lease, ttlMillis, 0, 0);
        return new Outcome.LeaseGranted(keys.revision(), lease, ttlMillis);
    }

    private @Nullable Rejection check(LeaseCommand.Grant command) {
        if (command.lease() < 0) {
            return no(Reason.INVALID_ARGUMENT, "lease is " + command.lease() + ", must not be negative", 0);
        }
        if (command.ttlMillis() <= 0) {
            String message = "time to live is " + command.ttlMillis() + " ms, must be positive";
            return no(Reason.INVALID_ARGUMENT, message, 0);
        }
        if (command.ttlMillis() > Limits.MAX_LEASE_TTL_MILLIS) {
            String message = "time to live is " + command.ttlMillis() + " ms, at most " + Limits.MAX_LEASE_TTL_MILLIS
                    + " are allowed";
            return no(Reason.TTL_TOO_LARGE, message, Limits.MAX_LEASE_TTL_MILLIS);
        }
        if (command.lease() != 0 && editor.leaseExists(command.lease())) {
            return no(Reason.LEASE_EXISTS, "lease " + command.lease() + " exists", 0);
        }
        return full();
    }

    @Override
    public Outcome revoke(LeaseCommand.Revoke command) {
        Lease lease = editor.get(command.lease());
        if (lease == null) {
            return notFound(command.lease());
        }
        if (lease.session() != 0) {
            String message = "lease " + lease.id() + " belongs to session " + Long.toHexString(lease.session())
                    + ": close the session, or have it killed";
            return no(Reason.LEASE_OF_SESSION, message, 0);
        }
        return ended(lease);
    }

    @Override
    public Outcome expire(LeaseCommand.Expire command) {
        Lease lease = editor.get(command.lease());
        if (lease == null) {
            return notFound(command.lease());
        }
        if (lease.epoch() != command.epoch()) {
            String message = "lease " + lease.id() + " has epoch " + lease.epoch() + ", not " + command.epoch();
            return no(Reason.STALE_EPOCH, message, lease.epoch());
        }
        Outcome outcome = ended(lease);
        if (lease.session() != 0) {
            holders.expired(lease.session());
        }
        return outcome;
    }

    @Override
    public Outcome checkpoint(LeaseCommand.Checkpoint command) {
        if (command.bounds().size() > Limits.MAX_RENEWALS) {
            String message = "a checkpoint of " + command.bounds().size() + " leases, at most " + Limits.MAX_RENEWALS
                    + " are allowed";
            return no(Reason.TOO_LARGE, message, Limits.MAX_RENEWALS);
        }
        int changed = 0;
        for (LeaseCommand.Bound bound : command.bounds()) {
            Lease lease = editor.get(bound.lease());
            if (lease != null && lease.epoch() == bound.epoch()) {
                editor.bound(lease, Math.min(lease.ttlMillis(), Math.max(0, bound.boundMillis())));
                changed++;
            }
        }
        return new Outcome.Checkpointed(keys.revision(), changed);
    }

    private Outcome ended(Lease lease) {
        int deleted = end(lease);
        return new Outcome.LeaseEnded(keys.revision(), lease.id(), deleted);
    }

    private int end(Lease lease) {
        int deleted = keys.deleteAll(editor.keysOf(lease.id()));
        editor.remove(lease);
        return deleted;
    }

    private Rejection notFound(long lease) {
        return no(Reason.LEASE_NOT_FOUND, "lease " + lease + " does not exist", 0);
    }

    private Rejection no(Reason reason, String message, long bound) {
        return new Rejection(keys.revision(), reason, message, bound);
    }
}
