package io.holdfast.statemachine.lock;

import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.words.Utc;

/**
 * Locks and holders in messages for people. Every name is cut, so that a message stays small enough to be kept with its
 * request.
 */
final class LockWords {
    private static final int NAME_CHARS = 64;
    private static final int PRINCIPAL_CHARS = 96;

    private final LockTable table;
    private final SessionLookup sessions;

    LockWords(LockTable table, SessionLookup sessions) {
        this.table = table;
        this.sessions = sessions;
    }

    /** Who holds a lock and since when, or why nobody can be granted it. */
    String holderOf(Lock lock) {
        Hold first = table.firstHold(lock);
        String delay = lock.isCooling()
                ? "kept free by a lock-delay of " + lock.coolingMillis() + " ms after token " + lock.coolingToken()
                : "";
        if (first == null) {
            return delay.isEmpty() ? "held by nobody" : delay;
        }
        String more = lock.holders() > 1 ? " and " + (lock.holders() - 1) + " more" : "";
        return "held by " + words(first) + more + (delay.isEmpty() ? "" : ", " + delay);
    }

    private String words(Hold hold) {
        Acquisition asked = hold.acquisition();
        String label = asked.claim().label();
        return client(asked.session()) + (label.isEmpty() ? "" : " \"" + cut(label, NAME_CHARS) + "\"") + " with token "
                + hold.token() + " since " + Utc.text(hold.sinceMillis());
    }

    private String client(long session) {
        SessionRecord found = sessions.get(session);
        String id = "session " + Long.toHexString(session);
        return found == null
                ? id
                : cut(found.client(), NAME_CHARS) + " (" + cut(found.principal(), PRINCIPAL_CHARS) + " at "
                        + cut(found.address(), NAME_CHARS) + ", " + id + ")";
    }

    /** An acquisition's owner, for the message of a deadlock. */
    String owner(Acquisition acquisition) {
        SessionRecord found = sessions.get(acquisition.session());
        return "owner " + cut(acquisition.claim().owner(), NAME_CHARS) + " of "
                + (found == null ? "" : cut(found.client(), NAME_CHARS) + ", ") + "session "
                + Long.toHexString(acquisition.session());
    }

    /** The name of a lock. */
    static String shown(String name) {
        return "\"" + cut(name, NAME_CHARS) + "\"";
    }

    /** At most so many chars, none of which breaks a line. */
    static String cut(String text, int chars) {
        int end = Math.min(text.length(), chars);
        boolean split = end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        StringBuilder shown = new StringBuilder(text.substring(0, split ? end - 1 : end));
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.append(end < text.length() ? "…" : "").toString();
    }
}
