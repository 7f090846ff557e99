package io.holdfast.statemachine.session;

import io.holdfast.model.Bytes;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.snapshot.SnapshotRow;
import io.holdfast.statemachine.digest.ContentHash;
import io.holdfast.statemachine.tree.LongKey;

/**
 * How a session ended.
 *
 * @param place where it stands in the table of endings by session
 * @param order where it stands in the order in which sessions ended
 * @param session the session
 * @param end why
 * @param by whose will it was; empty if nobody's
 * @param why what an operator said; else empty
 * @param atMillis when, by some leader's wall clock; for display only
 */
record Ending(Bytes place, Bytes order, long session, SessionEnd end, String by, String why, long atMillis) {
    static Ending of(long number, long session, SessionEnd end, String by, String why, long atMillis) {
        return new Ending(LongKey.of(session), LongKey.of(number), session, end, by, why, atMillis);
    }

    long content() {
        return ContentHash.ofEnding(
                new long[] {LongKey.numberOf(order), session, end.number(), atMillis}, new String[] {by, why});
    }

    SnapshotRow.Ending row() {
        return new SnapshotRow.Ending(LongKey.numberOf(order), session, end, by, why, atMillis);
    }

    /** For the message of a rejection. */
    String words() {
        String how = switch (end) {
            case CLOSED -> "was closed";
            case EXPIRED -> "expired: no heartbeat came within its time to live";
            case KILLED -> "was killed by " + by + (why.isEmpty() ? "" : " (" + why + ")");
            case UNKNOWN -> "ended";
        };
        return how + ", at " + atMillis + " ms since 1970";
    }
}
