package io.holdfast.etcd.call;

import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import java.util.function.Function;

/**
 * Who waits for the one answer of a call. Safe for any thread, as long as one answer is given.
 *
 * @param <T> the answer's message
 */
public final class Reply<T extends Message> implements Completion {
    /** The largest answer there is. */
    public static final int MAX_BYTES = 64 << 20;

    private final StreamObserver<T> observer;
    private final Function<Outcome, T> message;

    /**
     * An answer that is made of an outcome.
     *
     * @param message makes the message of any outcome but a rejection
     */
    public Reply(StreamObserver<T> observer, Function<Outcome, T> message) {
        this.observer = observer;
        this.message = message;
    }

    @Override
    public void answered(Outcome outcome) {
        if (outcome instanceof Outcome.Rejection rejection) {
            refuse(observer, Statuses.of(rejection));
        } else {
            send(observer, message.apply(outcome));
        }
    }

    @Override
    public void failed(Failure failure) {
        refuse(observer, Statuses.of(failure));
    }

    /** Sends the one answer of a call, if it is not larger than the largest. */
    public static <T extends Message> void send(StreamObserver<T> observer, T message) {
        int size = message.getSerializedSize();
        if (size > MAX_BYTES) {
            refuse(observer, tooLarge(size));
        } else {
            observer.onNext(message);
            observer.onCompleted();
        }
    }

    /** Ends a call with an error. */
    public static void refuse(StreamObserver<?> observer, Status status) {
        observer.onError(status.asRuntimeException());
    }

    /** What etcd's transport says of an answer beyond its bound. */
    public static Status tooLarge(long size) {
        return Status.RESOURCE_EXHAUSTED.withDescription(
                "grpc: trying to send message larger than max (" + size + " vs. " + MAX_BYTES + ")");
    }
}
