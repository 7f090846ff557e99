package io.holdfast.client.internal;

/** What the loop knows of one watch. Confined to the loop. */
final class WatchTrack {
    /** It hangs on no stream. */
    static final long NONE = 0;

    final WatchFeed feed;
    final WatchCursor cursor;
    final Backoff backoff;

    /** Its number on the stream it hangs on. */
    long number = NONE;

    /** Whether it waits for its consumer to catch up. */
    boolean behind;

    /** Whether the rest of its reset is being read. */
    boolean reading;

    /** Whether a pause after a fault is under way. */
    boolean pausing;

    /** Whether its consumer was told that it is stale. */
    boolean stale;

    WatchTrack(WatchFeed feed, Backoff backoff) {
        this.feed = feed;
        this.cursor = new WatchCursor(feed.terms().spec());
        this.backoff = backoff;
    }

    /** Whether a stream should carry it. */
    boolean wantsStream() {
        return number == NONE && !behind && !pausing && cursor.resetting() == 0;
    }

    /** Whether the rest of a reset should be read. */
    boolean wantsReading() {
        return number == NONE && !behind && !pausing && !reading && cursor.resetting() != 0;
    }
}
