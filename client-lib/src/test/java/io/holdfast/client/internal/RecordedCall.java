package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.CommandCodec;
import org.jspecify.annotations.Nullable;

/** A call that remembers how it ended, and complains if it ends twice. */
final class RecordedCall extends Call {
    @Nullable
    Outcome outcome;

    @Nullable
    ClusterDescription description;

    @Nullable
    CallFailure failure;

    private RecordedCall(Payload payload, long deadlineNanos) {
        super(payload, deadlineNanos);
    }

    static RecordedCall put(Loop loop, String key, long timeoutMillis) {
        return put(loop, key, Bytes.utf8("value"), timeoutMillis);
    }

    static RecordedCall put(Loop loop, String key, Bytes value, long timeoutMillis) {
        Put put = new Put(Bytes.utf8(key), value);
        return new RecordedCall(
                new Payload.Write(new EncodedCommand(put, CommandCodec.encode(put))), deadline(loop, timeoutMillis));
    }

    static RecordedCall get(Loop loop, String key, long timeoutMillis) {
        return new RecordedCall(
                Payload.Read.of(RangeQuery.of(KeyRange.single(Bytes.utf8(key)))), deadline(loop, timeoutMillis));
    }

    static RecordedCall read(Loop loop, String key, ReadLevel level, long timeoutMillis) {
        RangeQuery query = RangeQuery.of(KeyRange.single(Bytes.utf8(key)));
        return new RecordedCall(Payload.Read.of(query, level, true), deadline(loop, timeoutMillis));
    }

    static RecordedCall describe(Loop loop, long timeoutMillis) {
        return new RecordedCall(new Payload.Describe(), deadline(loop, timeoutMillis));
    }

    static RecordedCall at(long deadlineNanos) {
        return new RecordedCall(new Payload.Describe(), deadlineNanos);
    }

    private static long deadline(Loop loop, long timeoutMillis) {
        return loop.nanoTime() + timeoutMillis * 1_000_000;
    }

    boolean ended() {
        return outcome != null || description != null || failure != null;
    }

    CallFailure failure() {
        if (failure == null) {
            throw new AssertionError("the call has not failed: " + outcome);
        }
        return failure;
    }

    private void endOnce() {
        if (ended()) {
            throw new AssertionError("a call ended twice");
        }
    }

    @Override
    protected void answered(Outcome answer) {
        endOnce();
        outcome = answer;
    }

    @Override
    protected void described(ClusterDescription answer) {
        endOnce();
        description = answer;
    }

    @Override
    protected void failed(CallFailure why) {
        endOnce();
        failure = why;
    }
}
