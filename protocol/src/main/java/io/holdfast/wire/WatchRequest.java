package io.holdfast.wire;

import io.holdfast.model.watch.WatchSpec;
import java.util.Objects;

/** What a client asks about watches. Numbers are the client's, positive, unique among the stream's watches. */
public sealed interface WatchRequest {
    /**
     * Begin a watch. Answered by a push: begun or ended.
     *
     * @param watch its number
     * @param spec what to watch
     */
    record Create(long watch, WatchSpec spec) implements WatchRequest {
        /** Refuses null and numbers that are not positive. */
        public Create {
            Objects.requireNonNull(spec, "spec");
            if (watch <= 0) {
                throw new IllegalArgumentException("the number of a watch must be positive: " + watch);
            }
        }
    }

    /**
     * End a watch. Answered by a push; an unknown number is answered by silence.
     *
     * @param watch its number
     */
    record Cancel(long watch) implements WatchRequest {}

    /** Ask for a progress push as soon as every watch of the stream is up to date. */
    record Progress() implements WatchRequest {}
}
