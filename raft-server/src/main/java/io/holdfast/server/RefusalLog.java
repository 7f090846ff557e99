package io.holdfast.server;

import io.holdfast.tls.IdentityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line for each certificate that this node refused in a handshake, once a minute for the same one: whoever is refused
 * tries again for ever. Safe for any thread; never blocks.
 */
final class RefusalLog {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final int MAX_REMEMBERED = 256;

    private final String node;
    private final LongSupplier clock;
    private final Map<String, Long> lastLogged = new ConcurrentHashMap<>();

    RefusalLog(String node, LongSupplier clock) {
        this.node = node;
        this.clock = clock;
    }

    /** Writes the line, unless one of the same certificate was written within the last minute; says whether it did. */
    boolean log(IdentityException refusal) {
        long now = clock.getAsLong();
        if (lastLogged.size() > MAX_REMEMBERED) {
            lastLogged.clear();
        }
        String key = refusal.offered() + " " + refusal.reason();
        Long previous = lastLogged.putIfAbsent(key, now);
        if (previous != null && (now - previous < QUIET_NANOS || !lastLogged.replace(key, previous, now))) {
            return false;
        }
        LOG.warn(
                "certificate refused node={} offered=\"{}\" expected=\"{}\" reason=\"{}\"",
                node,
                refusal.offered(),
                refusal.expected(),
                refusal.reason());
        return true;
    }
}
