package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.KeyRange;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.ReadLevel;
import io.holdfast.wire.CommandCodec;
import io.holdfast.wire.Result;
import org.jspecify.annotations.Nullable;

/** A call that remembers how it ended, and complains if it ends twice. */
final class RecordedCall extends Call {
    private @Nullable Result answer;

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

    static RecordedCall of(Loop loop, Payload payload, long timeoutMillis) {
        return new RecordedCall(payload, deadline(loop, timeoutMillis));
    }

    /** The number it was sent under; 0 if it was not. */
    long number() {
        return request;
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
        return answer != null || failure != null;
    }

    /** How fresh the answer is; null if the leader gave it. */
    @Nullable
    Freshness freshness() {
        return answer instanceof Result.Answered answered ? answered.freshness() : null;
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
    protected void answered(Result result) {
        endOnce();
        answer = result;
        if (result instanceof Result.Answered answered) {
            outcome = answered.outcome();
        } else if (result instanceof Result.Described described) {
            description = described.description();
        }
    }

    @Override
    protected void failed(CallFailure why) {
        endOnce();
        failure = why;
    }
}
