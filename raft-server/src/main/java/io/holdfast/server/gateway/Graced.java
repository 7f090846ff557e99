package io.holdfast.server.gateway;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The leases that one stream renewed and whose sessions asked for a grace: the latest so many. Who keeps more of them in one
 * stream has the others live on for their time to live. Confined to the connection's event loop.
 */
final class Graced {
    static final int MAX_LEASES = 1_024;

    /** In the order of their renewals. */
    private final Set<Long> renewed = new LinkedHashSet<>();

    /** A lease that has a grace is renewed. */
    void add(long lease) {
        renewed.remove(lease);
        renewed.add(lease);
        if (renewed.size() > MAX_LEASES) {
            renewed.remove(renewed.iterator().next());
        }
    }

    /** A lease is renewed that may be one of these. */
    void renewed(long lease) {
        if (!renewed.isEmpty() && renewed.contains(lease)) {
            add(lease);
        }
    }

    /** All of them. */
    List<Long> leases() {
        return List.copyOf(renewed);
    }
}
