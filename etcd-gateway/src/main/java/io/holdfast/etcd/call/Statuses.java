package io.holdfast.etcd.call;

import io.grpc.Status;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome.Rejection;

/** The core's "no" and its failures in etcd's words. */
public final class Statuses {
    private Statuses() {}

    /** A typed "no" of the state. */
    public static Status of(Rejection rejection) {
        return switch (rejection.reason()) {
            case KEY_EMPTY -> EtcdError.EMPTY_KEY.status();
            case KEY_TOO_LARGE, VALUE_TOO_LARGE, TOO_LARGE -> EtcdError.REQUEST_TOO_LARGE.status();
            case TOO_MANY_OPERATIONS -> EtcdError.TOO_MANY_OPERATIONS.status();
            case DUPLICATE_KEY -> EtcdError.DUPLICATE_KEY.status();
            case KEY_NOT_FOUND -> EtcdError.KEY_NOT_FOUND.status();
            case VALUE_PROVIDED -> EtcdError.VALUE_PROVIDED.status();
            case LEASE_PROVIDED -> EtcdError.LEASE_PROVIDED.status();
            case LEASE_NOT_FOUND, LEASE_OF_SESSION -> EtcdError.LEASE_NOT_FOUND.status();
            case LEASE_EXISTS -> EtcdError.LEASE_EXISTS.status();
            case TTL_TOO_LARGE -> EtcdError.LEASE_TTL_TOO_LARGE.status();
            case COMPACTED -> EtcdError.COMPACTED.status();
            case FUTURE_REVISION -> EtcdError.FUTURE_REVISION.status();
            case TOO_MANY_LEASES -> EtcdError.TOO_MANY_REQUESTS.status();
            // Words etcd has none for: they speak of what its clients cannot ask for.
            default -> Status.INVALID_ARGUMENT.withDescription("etcdserver: " + rejection.message());
        };
    }

    /** An operation without an outcome. */
    public static Status of(Failure failure) {
        return switch (failure.code()) {
            case NOT_LEADER, NO_LEADER -> EtcdError.NO_LEADER.status();
            case UNAVAILABLE -> EtcdError.STOPPED.status();
            case OVERLOADED -> EtcdError.TOO_MANY_REQUESTS.status();
            case TIMEOUT -> EtcdError.TIMEOUT.status();
            case LEADERSHIP_LOST -> EtcdError.LEADER_CHANGED.status();
            case PERMISSION_DENIED -> EtcdError.PERMISSION_DENIED.status();
            case MALFORMED -> Status.INVALID_ARGUMENT.withDescription("etcdserver: " + failure.message());
            case UNSUPPORTED -> Status.UNIMPLEMENTED.withDescription("etcdserver: " + failure.message());
            case INTERNAL -> Status.INTERNAL.withDescription("etcdserver: " + failure.message());
        };
    }
}
