package io.holdfast.server.lock;

import io.holdfast.model.lock.LockEnd;
import io.holdfast.server.port.SessionDirectory;
import io.holdfast.statemachine.LockChange;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line in the leader's log for each hold that an operator took away: which, whose, by whom and why. */
final class RevokedLines {
    private static final Logger LOG = LoggerFactory.getLogger(RevokedLines.class);

    /** Of one log entry: a semaphore may have a million holders. */
    private static final int MAX_LINES = 100;

    private final SessionDirectory sessions;

    RevokedLines(SessionDirectory sessions) {
        this.sessions = sessions;
    }

    /** Those among the changes that deserve a line. */
    static List<LockChange.Ended> among(List<LockChange> changes) {
        List<LockChange.Ended> revoked = List.of();
        for (LockChange change : changes) {
            if (change instanceof LockChange.Ended ended && ended.end() == LockEnd.REVOKED) {
                revoked = revoked.isEmpty() ? new ArrayList<>() : revoked;
                revoked.add(ended);
            }
        }
        return revoked;
    }

    /** Writes the lines; may wait for the disk. */
    void write(List<LockChange.Ended> revoked) {
        for (LockChange.Ended one : revoked.subList(0, Math.min(MAX_LINES, revoked.size()))) {
            LOG.info(
                    "lock revoked lock=\"{}\" token={} session={} principal={} acquisition={} message=\"{}\"",
                    quoted(one.name()),
                    one.token(),
                    Long.toHexString(one.session()),
                    sessions.principalOf(one.session()),
                    one.acquisition(),
                    quoted(one.message()));
        }
        if (revoked.size() > MAX_LINES) {
            LOG.info(
                    "lock revoked lock=\"{}\" more={}",
                    quoted(revoked.get(MAX_LINES).name()),
                    revoked.size() - MAX_LINES);
        }
    }

    /** What others wrote must not make lines of its own, nor end its quotes. */
    private static String quoted(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || c == '"' || c == '\\') {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
