package io.holdfast.election;

import io.holdfast.client.ListenerErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where it goes what listeners throw: to the log, and to whoever asked for it. */
final class Reported {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderElection.class);

    private Reported() {}

    static void report(ListenerErrors errors, String listener, Throwable thrown) {
        LOG.warn("a listener threw listener=\"{}\"", listener, thrown);
        try {
            errors.failed(listener, thrown);
        } catch (RuntimeException | Error e) {
            LOG.error("whoever hears of the errors of listeners threw itself listener=\"{}\"", listener, e);
        }
    }
}
