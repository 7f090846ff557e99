package io.holdfast.statemachine.digest;

import io.holdfast.model.KeyValue;
import io.holdfast.model.outcome.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hash of an answer, all that programs can see of it: the wording of a rejection may change between releases. */
public final class OutcomeHash implements Outcome.Handler<Long> {
    private static final OutcomeHash INSTANCE = new OutcomeHash();

    private OutcomeHash() {}

    /** The hash of one outcome. */
    public static long of(Outcome outcome) {
        return outcome.accept(INSTANCE);
    }

    @Override
    public Long put(Outcome.Put outcome) {
        return Hash64.mix(Hash64.mix(1, outcome.revision()), optional(outcome.previous()));
    }

    @Override
    public Long deleteRange(Outcome.DeleteRange outcome) {
        return all(Hash64.mix(Hash64.mix(2, outcome.revision()), outcome.deleted()), outcome.previous());
    }

    @Override
    public Long range(Outcome.Range outcome) {
        long hash = Hash64.mix(Hash64.mix(3, outcome.revision()), outcome.count());
        return all(Hash64.mix(hash, outcome.more() ? 1 : 0), outcome.keyValues());
    }

    @Override
    public Long transaction(Outcome.Transaction outcome) {
        long hash = Hash64.mix(Hash64.mix(4, outcome.revision()), outcome.succeeded() ? 1 : 0);
        for (Outcome response : outcome.responses()) {
            hash = Hash64.mix(hash, of(response));
        }
        return hash;
    }

    @Override
    public Long compact(Outcome.Compact outcome) {
        return Hash64.mix(5, outcome.revision());
    }

    @Override
    public Long registered(Outcome.Registered outcome) {
        return Hash64.mix(6, outcome.revision());
    }

    @Override
    public Long rejection(Outcome.Rejection outcome) {
        long hash = Hash64.mix(7, outcome.revision());
        return Hash64.mix(Hash64.mix(hash, outcome.reason().number()), outcome.bound());
    }

    private static long optional(@Nullable KeyValue keyValue) {
        return keyValue == null ? 0 : ContentHash.of(keyValue);
    }

    private static long all(long seed, List<KeyValue> keyValues) {
        long hash = seed;
        for (KeyValue keyValue : keyValues) {
            hash = Hash64.mix(hash, ContentHash.of(keyValue));
        }
        return hash;
    }

    @Override
    public Long leaseGranted(Outcome.LeaseGranted x) {
        throw new UnsupportedOperationException("leaseGranted");
    }

    @Override
    public Long leaseEnded(Outcome.LeaseEnded x) {
        throw new UnsupportedOperationException("leaseEnded");
    }

    @Override
    public Long checkpointed(Outcome.Checkpointed x) {
        throw new UnsupportedOperationException("checkpointed");
    }

    @Override
    public Long leases(Outcome.Leases x) {
        throw new UnsupportedOperationException("leases");
    }

    @Override
    public Long sessionOpened(Outcome.SessionOpened x) {
        throw new UnsupportedOperationException("sessionOpened");
    }

    @Override
    public Long sessionEnded(Outcome.SessionEnded x) {
        throw new UnsupportedOperationException("sessionEnded");
    }

    @Override
    public Long resolved(Outcome.Resolved x) {
        throw new UnsupportedOperationException("resolved");
    }

    @Override
    public Long condensed(Outcome.Condensed x) {
        throw new UnsupportedOperationException("condensed");
    }

    @Override
    public Long sessions(Outcome.Sessions x) {
        throw new UnsupportedOperationException("sessions");
    }
}
