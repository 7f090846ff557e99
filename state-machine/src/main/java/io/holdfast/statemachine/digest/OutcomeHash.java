package io.holdfast.statemachine.digest;

import io.holdfast.model.KeyValue;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.session.SessionRecord;
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

    @Override
    public Long leaseGranted(Outcome.LeaseGranted outcome) {
        return numbers(8, outcome.revision(), outcome.lease(), outcome.ttlMillis());
    }

    @Override
    public Long leaseEnded(Outcome.LeaseEnded outcome) {
        return numbers(9, outcome.revision(), outcome.lease(), outcome.deleted());
    }

    @Override
    public Long checkpointed(Outcome.Checkpointed outcome) {
        return numbers(10, outcome.revision(), outcome.changed());
    }

    @Override
    public Long leases(Outcome.Leases outcome) {
        long hash = numbers(11, outcome.revision(), outcome.more() ? 1 : 0);
        for (LeaseRecord lease : outcome.leases()) {
            hash = numbers(hash, lease.lease(), lease.epoch(), lease.ttlMillis());
            hash = numbers(hash, lease.boundMillis(), lease.session(), lease.keys());
        }
        return hash;
    }

    @Override
    public Long sessionOpened(Outcome.SessionOpened outcome) {
        long hash = numbers(12, outcome.revision(), outcome.session());
        return numbers(hash, outcome.lease(), outcome.epoch(), outcome.ttlMillis());
    }

    @Override
    public Long sessionEnded(Outcome.SessionEnded outcome) {
        return numbers(13, outcome.revision(), outcome.session(), outcome.deleted());
    }

    @Override
    public Long resolved(Outcome.Resolved outcome) {
        Outcome first = outcome.first();
        return numbers(14, outcome.revision(), first == null ? 0 : of(first));
    }

    @Override
    public Long condensed(Outcome.Condensed outcome) {
        return Hash64.mix(15, outcome.revision());
    }

    @Override
    public Long sessions(Outcome.Sessions outcome) {
        long hash = numbers(16, outcome.revision(), outcome.more() ? 1 : 0);
        for (SessionRecord session : outcome.sessions()) {
            hash = numbers(hash, session.session(), session.lease());
            hash = Hash64.mix(Hash64.mix(hash, session.client()), session.principal());
            hash = Hash64.mix(hash, session.address());
            hash = numbers(hash, session.openedMillis(), session.ttlMillis(), session.keys());
            hash = Hash64.mix(hash, session.graceMillis());
        }
        return hash;
    }

    @Override
    public Long config(ConfigOutcome outcome) {
        return ConfigOutcomeHash.of(outcome);
    }

    @Override
    public Long lock(LockOutcome outcome) {
        return LockOutcomeHash.of(outcome);
    }

    private static long numbers(long seed, long first, long second) {
        return Hash64.mix(Hash64.mix(seed, first), second);
    }

    private static long numbers(long seed, long first, long second, long third) {
        return Hash64.mix(numbers(seed, first, second), third);
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
}
