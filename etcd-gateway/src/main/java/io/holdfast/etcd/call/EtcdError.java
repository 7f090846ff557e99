package io.holdfast.etcd.call;

import io.grpc.Status;

/** etcd's errors, word for word: clients match on the text. */
public enum EtcdError {
    /** A request without a key. */
    EMPTY_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
    /** Something is to be kept of a key that does not exist; an operation of a transaction without content, too. */
    KEY_NOT_FOUND(Status.Code.INVALID_ARGUMENT, "etcdserver: key not found"),
    /** A value that is to be ignored. */
    VALUE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
    /** A lease that is to be ignored. */
    LEASE_PROVIDED(Status.Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
    /** A transaction with too many operations. */
    TOO_MANY_OPERATIONS(Status.Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
    /** A transaction that would change a key twice. */
    DUPLICATE_KEY(Status.Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
    /** A sort that does not exist. */
    INVALID_SORT(Status.Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
    /** A request, key or value beyond the limits. */
    REQUEST_TOO_LARGE(Status.Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
    /** History that is gone. */
    COMPACTED(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
    /** History that is to come. */
    FUTURE_REVISION(Status.Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
    /** A lease that nobody granted, or that ended. */
    LEASE_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: requested lease not found"),
    /** A lease of this id exists. */
    LEASE_EXISTS(Status.Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
    /** A time to live beyond etcd's bound. */
    LEASE_TTL_TOO_LARGE(Status.Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
    /** Who may not do this. */
    PERMISSION_DENIED(Status.Code.PERMISSION_DENIED, "etcdserver: permission denied"),
    /** A queue is full. */
    TOO_MANY_REQUESTS(Status.Code.RESOURCE_EXHAUSTED, "etcdserver: too many requests"),
    /** Nobody leads, or this node cannot reach who does. */
    NO_LEADER(Status.Code.UNAVAILABLE, "etcdserver: no leader"),
    /** This node does not lead and the call is for the leader. */
    NOT_LEADER(Status.Code.FAILED_PRECONDITION, "etcdserver: not leader"),
    /** Leadership was lost under way; the change may have been made. */
    LEADER_CHANGED(Status.Code.UNAVAILABLE, "etcdserver: leader changed"),
    /** The node is starting, stopping or broken. */
    STOPPED(Status.Code.UNAVAILABLE, "etcdserver: server stopped"),
    /** Nothing was heard in time; the change may have been made. */
    TIMEOUT(Status.Code.UNAVAILABLE, "etcdserver: request timed out"),
    /** No such member. */
    MEMBER_NOT_FOUND(Status.Code.NOT_FOUND, "etcdserver: member not found"),
    /** Leadership cannot go there. */
    BAD_TRANSFEREE(Status.Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),
    /** Users and roles are not in use. */
    AUTH_NOT_ENABLED(Status.Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
    /** Authentication cannot be turned on without a root user. */
    ROOT_USER_NOT_FOUND(Status.Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
    /** Nobody leads this election. */
    ELECTION_NO_LEADER(Status.Code.UNKNOWN, "election: no leader"),
    /** The caller does not lead this election. */
    ELECTION_NOT_LEADER(Status.Code.UNKNOWN, "election: not leader"),
    /** A request that must say whose leadership it speaks of. */
    ELECTION_LEADER_MISSING(Status.Code.UNKNOWN, "\"leader\" field must be provided"),
    /** The lease ended while its lock was waited for. */
    LOCK_SESSION_EXPIRED(Status.Code.UNKNOWN, "mutex: session is expired"),
    /** The lease ended while its turn was waited for. */
    ELECTION_SESSION_EXPIRED(Status.Code.UNKNOWN, "election: session is expired");

    private final Status.Code code;
    private final String text;

    EtcdError(Status.Code code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Code and text. */
    public Status status() {
        return Status.fromCode(code).withDescription(text);
    }

    /** The text. */
    public String text() {
        return text;
    }

    /** This error, thrown by whoever checks a request. */
    public RefusedException refused() {
        return new RefusedException(status());
    }
}
