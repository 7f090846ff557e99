package io.holdfast.client;

import io.holdfast.model.session.SessionRecord;
import java.util.List;

/**
 * A page of the list of sessions.
 *
 * @param revision the store's revision
 * @param sessions in order of their ids
 * @param more whether there are more: ask for those after the last id
 */
public record SessionPage(long revision, List<SessionRecord> sessions, boolean more) {
    /** Copies the list. */
    public SessionPage {
        sessions = List.copyOf(sessions);
    }
}
