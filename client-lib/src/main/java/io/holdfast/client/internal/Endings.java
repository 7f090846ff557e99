package io.holdfast.client.internal;

import io.holdfast.client.internal.CallFailure.Kind;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.List;

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
    private final ErrorSink errors;
    private final List<LoopCall> ownFailed = new ArrayList<>();
    private int open;

    Endings(Settings settings, Callbacks callbacks, long tickNanos, long now) {
        this.budget = new Budget(settings.maxCalls(), settings.maxBytes());
        this.deliveries = new Deliveries(callbacks, budget);
        this.deadlines = new DeadlineWheel(tickNanos, now);
        this.errors = callbacks.errors();
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

    /** The loop took a call up: its deadline is watched from here on. */
    void began(Call call) {
        deadlines.add(call);
        if (!(call instanceof LoopCall)) {
            open++;
        }
    }

    /** A call was answered. One of the client's own hears of it at once: what follows may depend on it. */
    void answered(Call call, Result result) {
        call.settle(result);
        if (call instanceof LoopCall own) {
            deadlines.remove(call);
            SessionLife within = call.within;
            if (within != null) {
                within.window.ended(call.request);
            }
            deliver(own);
        } else {
            ended(call, false);
        }
    }

    /** Fails a call unless it ended before. */
    void fail(Call call, CallFailure why) {
        if (!call.settled) {
            CallFailure failure = why.of(call);
            call.settle(failure);
            ended(call, failure.unknown());
        }
    }

    private void ended(Call call, boolean unknown) {
        deadlines.remove(call);
        SessionLife within = call.within;
        if (within != null) {
            if (unknown) {
                within.window.unknown(call.request);
            } else {
                within.window.ended(call.request);
            }
        }
        if (call instanceof LoopCall own) {
            ownFailed.add(own);
        } else {
            open--;
            deliveries.add(call);
        }
    }

    /** Fails every call whose deadline passed. */
    void expire(long now, Expired expired) {
        deadlines.expire(now, call -> fail(call, expired.why(call)));
    }

    /** Hands on what ended: to the callbacks, and failures of the client's own here and now. Whether there was any of those. */
    boolean flush() {
        deliveries.flush();
        if (ownFailed.isEmpty()) {
            return false;
        }
        List<LoopCall> batch = List.copyOf(ownFailed);
        ownFailed.clear();
        batch.forEach(this::deliver);
        return true;
    }

    /** What one of the client's own throws must not cost the others of its frame their answers. */
    private void deliver(LoopCall own) {
        try {
            own.deliver();
        } catch (RuntimeException | Error e) {
            errors.failed("a call of the client's own (a bug, please report it)", e);
        }
    }

    /** The callers' calls taken up that have not ended. */
    int open() {
        return open;
    }

    /** Whether any deadline is to be watched. */
    boolean timed() {
        return deadlines.size() > 0;
    }

    /** Calls admitted whose answers were not handed on. Any thread. */
    int admitted() {
        return budget.calls();
    }
}
