package io.holdfast.server.gateway;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.server.port.Completion;
import io.holdfast.server.port.LeaseService;
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
    private final long id;
    private final int requestBytes;
    private final boolean readOnly;

    private @Nullable Result result;
    private long resultBytes;

    /** The next older answer in the outbox; owned by the outbox. */
    @Nullable
    OpenOperation next;

    OpenOperation(Outbox outbox, long id, int requestBytes, boolean readOnly) {
        this.outbox = outbox;
        this.id = id;
        this.requestBytes = requestBytes;
        this.readOnly = readOnly;
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
        Result done = new Result.Answered(id, outcome, freshness);
        long bytes = WireCodec.sizeBound(done);
        if (bytes > MAX_RESULT_BYTES) {
            tooLarge(outcome, freshness, bytes);
        } else if (readOnly && !outbox.hasRoomFor(bytes)) {
            failed(untaken());
        } else {
            finish(done, bytes);
        }
    }

    @Override
    public void failed(Failure failure) {
        outbox.metrics().failed(failure.code());
        Result done = new Result.Failed(id, failure);
        finish(done, WireCodec.sizeBound(done));
    }

    void described(ClusterDescription description) {
        Result done = new Result.Described(id, description);
        finish(done, WireCodec.sizeBound(done));
    }

    /** This operation as one that waits for renewals. */
    LeaseService.Answer<List<Renewal>> renewal() {
        return new Waiting<>(renewals -> done(new Result.Renewed(id, renewals)));
    }

    /** This operation as one that waits to hear what is left of a lease. */
    LeaseService.Answer<LeaseLife> life() {
        return new Waiting<>(life -> done(new Result.Lives(id, life)));
    }

    private void done(Result done) {
        long bytes = WireCodec.sizeBound(done);
        if (bytes > MAX_RESULT_BYTES) {
            failed(Failure.notApplied(
                    Failure.Code.UNSUPPORTED,
                    "the answer takes about " + bytes + " bytes, a frame carries " + MAX_RESULT_BYTES
                            + "; ask without the keys"));
        } else if (!outbox.hasRoomFor(bytes)) {
            failed(untaken());
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
            throw new IllegalStateException("operation " + id + " was sent before it was answered");
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

    private void finish(Result done, long bytes) {
        result = done;
        resultBytes = bytes;
        outbox.add(this);
    }

    private void tooLarge(Outcome outcome, @Nullable Freshness freshness, long bytes) {
        String message = "the answer takes about " + bytes + " bytes, a frame carries " + MAX_RESULT_BYTES;
        if (readOnly) {
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
