package io.holdfast.model.outcome;

/** Why a command or a query was rejected. Each has a number of its own on the wire that never changes. */
public enum Reason {
    /** The key is empty. */
    KEY_EMPTY(1),
    /** The key is longer than the limit. */
    KEY_TOO_LARGE(2),
    /** The value is larger than the limit. */
    VALUE_TOO_LARGE(3),
    /** The command as a whole is larger than the limit, or the answer would be. */
    TOO_LARGE(4),
    /** More operations in a transaction than the limit. */
    TOO_MANY_OPERATIONS(5),
    /** A key is put twice, or put and deleted, in one transaction. */
    DUPLICATE_KEY(6),
    /** The key does not exist and the command needs it. */
    KEY_NOT_FOUND(7),
    /** A value was given together with "keep the value". */
    VALUE_PROVIDED(8),
    /** A lease was given together with "keep the lease". */
    LEASE_PROVIDED(9),
    /** No such lease. */
    LEASE_NOT_FOUND(10),
    /** The revision was compacted away. */
    COMPACTED(11),
    /** The revision lies in the future. */
    FUTURE_REVISION(12),
    /** A field has a value that makes no sense; the message says which. */
    INVALID_ARGUMENT(13),
    /** Another disk is registered under this node id. */
    STORAGE_MISMATCH(14),
    /** A lease of this id exists. */
    LEASE_EXISTS(15),
    /** The time to live is longer than the limit, which is the bound. */
    TTL_TOO_LARGE(16),
    /** The lease was renewed or made anew since. */
    STALE_EPOCH(17),
    /** The lease belongs to a session: close that, or have it killed. */
    LEASE_OF_SESSION(18),
    /** No such session, or no longer: the bound is the number of a {@link io.holdfast.model.session.SessionEnd}. */
    SESSION_NOT_FOUND(19),
    /** A session of this id belongs to another principal. */
    SESSION_FOREIGN(20),
    /** As many sessions as the limit, which is the bound. */
    TOO_MANY_SESSIONS(21),
    /** As many leases as the limit, which is the bound. */
    TOO_MANY_LEASES(22),
    /** The request's number lies below the session's window: its outcome is forgotten. */
    STALE_REQUEST(23),
    /** The request's number lies above the session's window: more requests are open than the limit. */
    TOO_MANY_REQUESTS(24),
    /** Somebody asked for the request's outcome before it came: it was not applied and never will be. */
    REQUEST_CLOSED(25),
    /** As many watches on the stream as the limit, which is the bound. */
    TOO_MANY_WATCHES(26),
    /** Another kind of lock stands under the name. */
    WRONG_KIND(27),
    /** The lock cannot be granted at once, and the acquisition was not to wait. The message says who holds it. */
    LOCK_HELD(28),
    /** The acquisition does not hold and does not wait: the bound is the number of a {@link
     * io.holdfast.model.lock.LockEnd}. */
    LOCK_NOT_HELD(29),
    /** Nothing stands under the name. */
    LOCK_NOT_FOUND(30),
    /** A guard names a hold that is no more: the bound is the lock's latest token, 0 if there is none. */
    FENCED(31),
    /** Waiting would close a circle of waiters; the message prints it. */
    DEADLOCK(32),
    /** The owner reads and wants to write: it would wait for itself. */
    UPGRADE(33),
    /** As many waiters on the lock as the limit, which is the bound. */
    TOO_MANY_WAITERS(34),
    /** As many locks as the limit, which is the bound. */
    TOO_MANY_LOCKS(35),
    /** As many acquisitions in the session as the limit, which is the bound. */
    TOO_MANY_ACQUISITIONS(36),
    /** No candidate of that name waits to be elected. */
    NO_SUCH_CANDIDATE(37),
    /** There is no such config set. */
    CONFIG_SET_NOT_FOUND(38),
    /** The config set has no release of that number yet. */
    RELEASE_NOT_FOUND(39),
    /** The release, or the time, lies before what is kept; the oldest that is kept is the bound. */
    RELEASE_FORGOTTEN(40),
    /** Somebody else published meanwhile; the latest release is the bound. */
    RELEASE_CONFLICT(41),
    /** The set has another schema than the one the documents were checked against. */
    SCHEMA_CHANGED(42),
    /** A rollout is under way; the staged release is the bound. */
    ROLLOUT_UNDER_WAY(43),
    /** The release is not being rolled out. */
    NO_ROLLOUT(44),
    /** As much configuration as the limit, which is the bound. */
    TOO_MUCH_CONFIG(45);

    private final int number;

    Reason(int number) {
        this.number = number;
    }

    /** The number on the wire and on disk. */
    public int number() {
        return number;
    }
}
