package io.holdfast.etcd.cluster;

import io.grpc.Status;

/** What is answered to calls that have no counterpart here. */
final class Unsupported {
    private Unsupported() {}

    static Status of(String why) {
        return Status.UNIMPLEMENTED.withDescription("holdfast: " + why);
    }
}
