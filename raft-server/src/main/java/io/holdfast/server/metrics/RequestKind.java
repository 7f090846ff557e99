package io.holdfast.server.metrics;

import java.util.Locale;

/** What a client asked for, as far as it matters for how long it may take. */
public enum RequestKind {
    /** A command: through the log. */
    WRITE,
    /** A read that needs a leadership barrier. */
    LINEARIZABLE_READ,
    /** A read at a revision, within a staleness bound, or local. */
    OTHER_READ,
    /** A heartbeat of leases, or a question for what is left of one. */
    RENEW,
    /** Everything else: who leads, what cannot be read. */
    OTHER;

    /** Its name in metrics and logs. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
