package io.holdfast.etcd.call;

import io.grpc.Status;

/** A request that is refused before it reaches the core. Made in great numbers, so it knows nothing of where it was made. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Status status;

    /** Refused with this status. */
    public RefusedException(Status status) {
        super(status.getDescription(), null, false, false);
        this.status = status;
    }

    /** What the caller hears. */
    public Status status() {
        return status;
    }
}
