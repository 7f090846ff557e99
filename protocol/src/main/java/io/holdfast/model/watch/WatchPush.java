package io.holdfast.model.watch;

import io.holdfast.model.KeyValue;
import io.holdfast.model.event.Event;
import io.holdfast.model.outcome.Outcome.Rejection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a node pushes to a watching client.
 *
 * <p>A watch has a position: everything up to that revision was delivered. {@link Begun} sets it; events come as
 * ({@code after}, {@code upTo}] where {@code after} is the position, and move it; {@link Progress} moves the positions of
 * all watches of the stream. Below the compaction floor a {@link Reset} comes instead of events, then every live key of
 * the range in {@link ResetPage}s, then {@link ResetEnd}, which sets the position. Another {@link Reset} in between begins
 * anew.
 */
public sealed interface WatchPush {
    /** Pushes of a watch only; of a whole stream it is {@link #STREAM}. */
    long watch();

    /** Not a watch's number: the stream as a whole. */
    long STREAM = 0;

    /**
     * The watch began.
     *
     * @param watch its number
     * @param revision its position: events after it follow
     */
    record Begun(long watch, long revision) implements WatchPush {}

    /**
     * Events in order of revision and, within one, in the order they were made.
     *
     * @param watch its number
     * @param after the position before them
     * @param upTo the position after them; the same as {@code after} if the events are only the beginning of one
     *     revision's, whose rest follows
     * @param events at least one
     */
    record Events(long watch, long after, long upTo, List<Event> events) implements WatchPush {
        /** Copies the list. */
        public Events {
            events = List.copyOf(events);
        }

        /**
         * Whether this has the very same list of events as another push: in one frame it stands there once, however many
         * watches of one range it is for.
         */
        public boolean sharesEventsWith(@Nullable WatchPush other) {
            return other instanceof Events that && that.events == events && !events.isEmpty();
        }
    }

    /**
     * Every watch of the stream that has begun was sent everything up to here.
     *
     * @param revision the new position of each of them that stood before it
     */
    record Progress(long revision) implements WatchPush {
        @Override
        public long watch() {
            return STREAM;
        }
    }

    /**
     * Revisions this watch still needed are gone: forget what you know of the range, all of it follows.
     *
     * @param watch its number
     * @param revision the revision at which the keys that follow are read
     */
    record Reset(long watch, long revision) implements WatchPush {}

    /**
     * Live keys of the range, in order.
     *
     * @param watch its number
     * @param keyValues the next keys
     */
    record ResetPage(long watch, List<KeyValue> keyValues) implements WatchPush {
        /** Copies the list. */
        public ResetPage {
            keyValues = List.copyOf(keyValues);
        }
    }

    /**
     * No more keys: events follow.
     *
     * @param watch its number
     * @param revision the position
     */
    record ResetEnd(long watch, long revision) implements WatchPush {}

    /**
     * The watch ended; its number may be used again.
     *
     * @param watch its number
     * @param why why the node ended it (COMPACTED with the floor as bound, INVALID_ARGUMENT, TOO_MANY_WATCHES)
     */
    record Ended(long watch, Rejection why) implements WatchPush {
        /** Refuses null. */
        public Ended {
            Objects.requireNonNull(why, "why");
        }
    }

    /**
     * The watch ended because the client cancelled it; nothing of it follows.
     *
     * @param watch its number
     */
    record Cancelled(long watch) implements WatchPush {}
}
