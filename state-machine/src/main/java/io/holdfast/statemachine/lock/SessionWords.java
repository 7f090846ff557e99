package io.holdfast.statemachine.lock;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;

/**
 * The end of a session, as the end of its holds.
 *
 * @param end why they end
 * @param by whose will it was; empty if nobody's
 * @param why what is known of it
 */
record SessionWords(LockEnd end, String by, String why) {
    static SessionWords of(SessionRecord session, SessionEnd end, String by, String why) {
        String client = "client " + session.client() + " at " + session.address();
        return switch (end) {
            case EXPIRED ->
                new SessionWords(
                        LockEnd.SESSION_EXPIRED,
                        by,
                        "no heartbeat of " + client + " came within its time to live of "
                                + seconds(session.ttlMillis()));
            case CLOSED -> new SessionWords(LockEnd.SESSION_CLOSED, by, client);
            case KILLED -> new SessionWords(LockEnd.SESSION_KILLED, by, why);
            case UNKNOWN -> throw new IllegalArgumentException("a session ends in some way");
        };
    }

    private static String seconds(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
