package io.holdfast.server.watch;

import io.holdfast.model.KeyRange;
import io.holdfast.model.Limits;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a watch before it begins. */
final class SpecCheck {
    /** A bound of a range may be the immediate successor of the longest key. */
    private static final int MAX_BOUND_BYTES = Limits.MAX_KEY_BYTES + 1;

    private SpecCheck() {}

    /** Why no watch can be of this range, or null. */
    static @Nullable Rejection range(KeyRange range, long revision) {
        if (range.start().isEmpty()) {
            return new Rejection(revision, Reason.KEY_EMPTY, "the key of the watch is empty", 0);
        }
        if (range.start().size() > MAX_BOUND_BYTES || range.end().size() > MAX_BOUND_BYTES) {
            String message = "a bound of the watch is longer than " + MAX_BOUND_BYTES + " bytes";
            return new Rejection(revision, Reason.KEY_TOO_LARGE, message, MAX_BOUND_BYTES);
        }
        if (range.isEmpty()) {
            return new Rejection(revision, Reason.INVALID_ARGUMENT, "no key can be in " + range, 0);
        }
        return null;
    }

    static Rejection numberInUse(long number, long revision) {
        return new Rejection(
                revision,
                Reason.INVALID_ARGUMENT,
                "a watch of number " + number + " exists on this stream and goes on",
                0);
    }

    static Rejection tooManyOnStream(long revision) {
        return new Rejection(
                revision,
                Reason.TOO_MANY_WATCHES,
                "a stream carries " + Limits.MAX_WATCHES + " watches; watch a prefix instead of its keys",
                Limits.MAX_WATCHES);
    }

    static Rejection tooManyOnNode(long watches, long revision) {
        return new Rejection(
                revision,
                Reason.TOO_MANY_WATCHES,
                "this node has no memory for more than its " + watches + " watches; use another node",
                watches);
    }

    static Rejection compacted(long wanted, long floor, long revision) {
        return new Rejection(
                revision,
                Reason.COMPACTED,
                "revision " + wanted + " was compacted away: the oldest that can be watched is " + floor,
                floor);
    }
}
