package io.holdfast.etcd.http;

import io.grpc.Status;

/** The statuses of HTTP that stand for those of gRPC, as with every gateway of its kind. */
final class HttpStatus {
    static final int OK = 200;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int UNAVAILABLE = 503;

    private HttpStatus() {}

    static int of(Status.Code code) {
        return switch (code) {
            case OK -> OK;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case CANCELLED -> 408;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED -> 504;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }
}
