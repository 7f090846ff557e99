package io.holdfast.client.internal;

import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.watch.WatchPush;
import java.time.Instant;
import java.util.Objects;

/** What one watch hands to its consumer, in order. */
public sealed interface WatchItem {
    /**
     * Something the cluster pushed, checked to follow on what came before.
     *
     * @param push begun, events, part of a reset, or progress
     */
    record Pushed(WatchPush push) implements WatchItem {
        /** Refuses null. */
        public Pushed {
            Objects.requireNonNull(push, "push");
        }
    }

    /**
     * Nothing proved lately that this watch is up to date.
     *
     * @param since when that was last proved, or the watch opened
     */
    record Stale(Instant since) implements WatchItem {
        /** Refuses null. */
        public Stale {
            Objects.requireNonNull(since, "since");
        }
    }

    /**
     * The cluster ended the watch. The last item.
     *
     * @param why its reason
     */
    record Refused(Rejection why) implements WatchItem {
        /** Refuses null. */
        public Refused {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * This side ended the watch. The last item.
     *
     * @param why its reason
     */
    record Failed(CallFailure why) implements WatchItem {
        /** Refuses null. */
        public Failed {
            Objects.requireNonNull(why, "why");
        }
    }
}
