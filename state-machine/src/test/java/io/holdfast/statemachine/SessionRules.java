package io.holdfast.statemachine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.session.ReplyWindow;
import io.holdfast.statemachine.session.SessionTable;
import java.util.List;
import java.util.Objects;

/** The inner rules of the session table; see {@link StateRules}. */
final class SessionRules {
    private SessionRules() {}

    static void check(StateImage image) {
        SessionTable table = image.sessions();
        List<SessionRecord> sessions = table.after(0, Integer.MAX_VALUE);
        assertThat(table.size()).isEqualTo(sessions.size());
        assertThat((long) table.endingsKept()).isEqualTo(Math.min(1024, table.ended()));
        for (SessionRecord session : sessions) {
            assertThat(session).isEqualTo(table.get(session.session()));
            assertThat(table.endOf(session.session())).as("it lives").isEqualTo(SessionEnd.UNKNOWN);
            LeaseRecord lease =
                    Objects.requireNonNull(image.leases().get(session.lease()), () -> "the lease of " + session);
            assertThat(lease.session()).isEqualTo(session.session());
            assertThat(lease.ttlMillis()).isEqualTo(session.ttlMillis());
            assertThat(lease.keys()).isEqualTo(session.keys());
            checkWindow(Objects.requireNonNull(table.windowOf(session.session())));
        }
    }

    private static void checkWindow(ReplyWindow window) {
        assertThat(window.floor()).isPositive();
        assertThat(window.span()).isBetween(0, Limits.MAX_OPEN_REQUESTS);
        assertThat(window.bytes()).isBetween(0, Limits.MAX_KEPT_SESSION_BYTES);
        if (window.span() > 0) {
            assertThat(window.knows(window.floor() + window.span() - 1))
                    .as("the span ends at a reply")
                    .isTrue();
        }
        assertThat(window.knows(window.floor() + window.span())).isFalse();
        assertThat(window.knows(window.floor() - 1)).isFalse();
    }
}
