package io.holdfast.server.raft;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gives up connections to peers that say nothing. Ratis keeps no watch over its connections: one that was swallowed
 * without a reset (a firewall that forgot it, a machine that vanished, an address that moved) is dialled again only when
 * TCP gives it up, which takes up to a quarter of an hour, though the peer has long been reachable by a new one.
 *
 * <p>A peer that is simply down costs a useless new connection now and then. Only time in which this process ran counts:
 * a node that was paused finds nobody silent at its first look. Confined to the ticker thread.
 */
final class SilentPeers {
    /** Much longer than an election: whoever is silent for so long was replaced or is not missed. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Between two attempts for one peer. */
    static final Duration PAUSE = Duration.ofSeconds(15);

    /** Looks further apart than this had a pause of the process between them. */
    private static final Duration LONGEST_STEP = Duration.ofSeconds(2);

    private final Consumer<String> redial;
    private final Map<String, Long> tried = new HashMap<>();
    private long lastLook = Long.MIN_VALUE;
    private long runningSince;

    /**
     * A watch over silence.
     *
     * @param redial makes the connections to a peer anew; must not block
     */
    SilentPeers(Consumer<String> redial) {
        this.redial = redial;
    }

    /**
     * Looks; makes anew the connections of one peer at most.
     *
     * @param silentMillis since when each peer that this node talks to has not answered, by its id
     * @param now monotonic, in nanoseconds
     */
    void check(Map<String, Long> silentMillis, long now) {
        if (lastLook == Long.MIN_VALUE || now - lastLook > LONGEST_STEP.toNanos()) {
            runningSince = now;
        }
        lastLook = now;
        tried.keySet().removeIf(peer -> silentMillis.getOrDefault(peer, 0L) < PATIENCE.toMillis());
        if (now - runningSince < PATIENCE.toNanos()) {
            return;
        }
        for (Map.Entry<String, Long> peer : silentMillis.entrySet()) {
            Long last = tried.get(peer.getKey());
            boolean due = last == null || now - last >= PAUSE.toNanos();
            if (peer.getValue() >= PATIENCE.toMillis() && due) {
                tried.put(peer.getKey(), now);
                redial.accept(peer.getKey());
                return;
            }
        }
    }
}
