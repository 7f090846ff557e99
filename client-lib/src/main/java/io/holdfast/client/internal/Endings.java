package io.holdfast.client.internal;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.model.ClusterDescription;
import io.holdfast.model.outcome.Outcome;

/**
 * Where calls begin and end: room for them, their deadlines, and the way of their answers to the callbacks. {@link #admit}
 * is for any thread; everything else is confined to the loop.
 */
final class Endings {
    /** What hears of a call whose deadline passed. */
    interface Expired {
        /** Why it failed. */
        CallFailure why(Call call);
    }

    private final Budget budget;
    private final Deliveries deliveries;
    private final DeadlineWheel deadlines;

    Endings(Settings settings, Callbacks callbacks, long tickNanos, long now) {
        this.budget = new Budget(settings.maxCalls(), settings.maxBytes());
        this.deliveries = new Deliveries(callbacks, budget);
        this.deadlines = new DeadlineWheel(tickNanos, now);
    }

    /** Takes room for a call, or fails it at once; whether there was room. */
    boolean admit(Call call) {
        if (budget.take(call.payload.bytes())) {
            return true;
        }
        call.failed(CallFailure.notApplied(
                Kind.OVERLOADED,
                "too much under way in this client (" + budget
                        + "): wait for answers before calling again, or raise maxInFlight"));
        return false;
    }

    /** The loop took an admitted call up: its deadline is watched from here on. */
    void began(Call call) {
        deadlines.add(call);
    }

    void answered(Call call, Outcome outcome) {
        call.settle(outcome);
        ended(call);
    }

    void described(Call call, ClusterDescription description) {
        call.settle(description);
        ended(call);
    }

    /** Fails a call unless it ended before. */
    void fail(Call call, CallFailure failure) {
        if (!call.settled) {
            call.settle(failure);
            ended(call);
        }
    }

    private void ended(Call call) {
        deadlines.remove(call);
        deliveries.add(call);
    }

    /** Fails every call whose deadline passed. */
    void expire(long now, Expired expired) {
        deadlines.expire(now, call -> fail(call, expired.why(call)));
    }

    /** Hands on what ended. */
    void flush() {
        deliveries.flush();
    }

    /** Calls taken up that have not ended. */
    int open() {
        return deadlines.size();
    }

    /** Calls admitted whose answers were not handed on. Any thread. */
    int admitted() {
        return budget.calls();
    }
}
