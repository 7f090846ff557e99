package io.holdfast.server.gateway;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.server.metrics.RequestMetrics.Refusal;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.LeaseService;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import io.holdfast.wire.WireCodec;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One operation of one stream, from the frame it came in until its result is handed to gRPC.
 *
 * <p>It is its own link in the outbox's list, so that an answer costs no allocation beyond the result. The answering
 * thread writes the fields and then hands this object to the outbox, whose compare-and-set publishes them to the
 * sending thread.
 */
final class OpenOperation implements Completion {
    /** What is left of a frame for its results. */
    private static final long MAX_RESULT_BYTES = Limits.MAX_FRAME_BYTES - 16;

    private static final long RETRY_AFTER_MILLIS = 50;

    private final Outbox outbox;
    private final Request request;
    private final int requestBytes;
    private final long arrivedNanos;

    private @Nullable Result result;
    private long resultBytes;

    /** 0 as long as it waits, or if nobody says. */
    private long begunNanos;

    /** When it was answered, if the client took no answers then; else 0, and it was sent at once. */
    private long answeredNanos;

    /** The next older answer in the outbox; owned by the outbox. */
    @Nullable
    OpenOperation next;

    OpenOperation(Outbox outbox, Request request, int requestBytes, long arrivedNanos) {
        this.outbox = outbox;
        this.request = request;
        this.requestBytes = requestBytes;
        this.arrivedNanos = arrivedNanos;
    }

    @Override
    public void begun(long nanos) {
        begunNanos = nanos;
    }

    @Override
    public void answered(Outcome outcome) {
        finish(outcome, null);
    }

    @Override
    public void answered(Outcome outcome, Freshness freshness) {
        finish(outcome, freshness);
    }

    private void finish(Outcome outcome, @Nullable Freshness freshness) {
        Result done = new Result.Answered(request.id(), outcome, freshness);
        long bytes = WireCodec.sizeBound(done);
        if (bytes > MAX_RESULT_BYTES) {
            tooLarge(outcome, freshness, bytes);
        } else if (isRead() && !outbox.hasRoomFor(bytes)) {
            refused(Refusal.UNTAKEN, untaken());
        } else {
            finish(done, bytes);
        }
    }

    @Override
    public void failed(Failure failure) {
        if (failure.code() == Failure.Code.OVERLOADED) {
            refused(Refusal.QUEUE, failure);
        } else {
            fail(failure);
        }
    }

    /** Something is full. */
    void refused(Refusal cause, Failure failure) {
        outbox.metrics().requests().refused(cause);
        fail(failure);
    }

    private void fail(Failure failure) {
        outbox.metrics().failed(failure.code());
        Result done = new Result.Failed(request.id(), failure);
        finish(done, WireCodec.sizeBound(done));
    }

    void described(ClusterDescription description) {
        Result done = new Result.Described(request.id(), description);
        finish(done, WireCodec.sizeBound(done));
    }

    /** The stream follows the session that was asked for. */
    void followed() {
        Result done = new Result.Followed(request.id());
        finish(done, WireCodec.sizeBound(done));
    }

    /** The stream is told of the topic that was asked for, or no more. */
    void subscribed() {
        Result done = new Result.Subscribed(request.id());
        finish(done, WireCodec.sizeBound(done));
    }

    /** This operation as one that waits for renewals. */
    LeaseService.Answer<List<Renewal>> renewal() {
        return new Waiting<>(renewals -> done(new Result.Renewed(request.id(), renewals)));
    }

    /** This operation as one that waits to hear what is left of a lease. */
    LeaseService.Answer<LeaseLife> life() {
        return new Waiting<>(life -> done(new Result.Lives(request.id(), life)));
    }

    private void done(Result done) {
        long bytes = WireCodec.sizeBound(done);
        if (bytes > MAX_RESULT_BYTES) {
            failed(Failure.notApplied(
                    Failure.Code.UNSUPPORTED,
                    "the answer takes about " + bytes + " bytes, a frame carries " + MAX_RESULT_BYTES
                            + "; ask without the keys"));
        } else if (!outbox.hasRoomFor(bytes)) {
            refused(Refusal.UNTAKEN, untaken());
        } else {
            finish(done, bytes);
        }
    }

    private static Failure untaken() {
        return Failure.overloaded(
                "the answers to earlier reads have not been taken yet; read fewer or smaller pages at once",
                RETRY_AFTER_MILLIS);
    }

    @Override
    public void flush() {
        outbox.flush();
    }

    Result result() {
        if (result == null) {
            throw new IllegalStateException("operation " + request.id() + " was sent before it was answered");
        }
        return result;
    }

    /** The size of the result on the wire, from above. */
    long resultBytes() {
        return resultBytes;
    }

    /** The size of the command that asked for it. */
    int requestBytes() {
        return requestBytes;
    }

    /** What was asked for. */
    Request request() {
        return request;
    }

    /** When its frame was read. */
    long arrivedNanos() {
        return arrivedNanos;
    }

    /** When it ceased to wait; 0 if it never did, or nobody said so. */
    long begunNanos() {
        return begunNanos;
    }

    /** When it was answered, if answers waited for the client then; else 0. */
    long answeredNanos() {
        return answeredNanos;
    }

    private boolean isRead() {
        return request instanceof Request.Read;
    }

    private void finish(Result done, long bytes) {
        // A look at the clock costs as much as all the rest, and most answers go out at once.
        answeredNanos = outbox.isStalled() ? System.nanoTime() : 0;
        result = done;
        resultBytes = bytes;
        outbox.add(this);
    }

    private void tooLarge(Outcome outcome, @Nullable Freshness freshness, long bytes) {
        String message = "the answer takes about " + bytes + " bytes, a frame carries " + MAX_RESULT_BYTES;
        if (isRead()) {
            String advice = message + "; ask for pages";
            finish(new Outcome.Rejection(outcome.revision(), Reason.TOO_LARGE, advice, MAX_RESULT_BYTES), freshness);
        } else {
            failed(Failure.unknown(Failure.Code.INTERNAL, message + "; the change itself was made"));
        }
    }

    /** Hears what the leader says of leases; whatever else happens to the operation is this operation's. */
    private final class Waiting<T> implements LeaseService.Answer<T> {
        private final Consumer<T> onAnswer;

        Waiting(Consumer<T> onAnswer) {
            this.onAnswer = onAnswer;
        }

        @Override
        public void answered(T answer) {
            onAnswer.accept(answer);
        }

        @Override
        public void failed(Failure failure) {
            OpenOperation.this.failed(failure);
        }

        @Override
        public void flush() {
            OpenOperation.this.flush();
        }
    }
}
