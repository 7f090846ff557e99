package io.holdfast.server.raft;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Decides when connections to peers are made anew: all of them after a change of the material, and after an age; never
 * two at once, and not at the same moment as other nodes do.
 *
 * <p>After a change each peer has a random moment within the bound, in random order. Confined to the ticker thread.
 */
final class PeerRenewal {
    private record Due(String peer, long at) {}

    private final List<String> peers;
    private final long withinNanos;
    private final long ageNanos;
    private final Random random;
    private final Consumer<String> renew;
    private final Deque<Due> due = new ArrayDeque<>();
    private long seen;
    private long agedAt;

    /**
     * A plan.
     *
     * @param peers the ids of the others
     * @param within how long after a change the last one is made anew
     * @param age when to make them anew without a change; zero for never
     * @param generation the generation of the material that open connections were made with
     * @param now the time on the clock that {@link #tick} gets
     * @param renew makes the connections to a peer anew; must not block
     */
    PeerRenewal(
            List<String> peers,
            Duration within,
            Duration age,
            long generation,
            long now,
            Random random,
            Consumer<String> renew) {
        this.peers = List.copyOf(peers);
        this.withinNanos = within.toNanos();
        this.ageNanos = age.toNanos();
        this.seen = generation;
        this.random = random;
        this.renew = renew;
        this.agedAt = nextAge(now);
    }

    /** Makes anew what is due, one peer a call at most. */
    void tick(long generation, long now) {
        if (generation != seen) {
            seen = generation;
            plan(now);
        } else if (ageNanos > 0 && now - agedAt >= 0) {
            plan(now);
        }
        Due first = due.peek();
        if (first != null && now - first.at() >= 0) {
            due.remove();
            renew.accept(first.peer());
        }
    }

    private void plan(long now) {
        agedAt = nextAge(now);
        due.clear();
        List<String> order = new ArrayList<>(peers);
        Collections.shuffle(order, random);
        // One share of the time for each, and a random moment within it: apart, and all in time.
        long share = withinNanos / Math.max(1, order.size());
        for (int i = 0; i < order.size(); i++) {
            due.add(new Due(order.get(i), now + i * share + (long) (random.nextDouble() * share)));
        }
    }

    /** Nodes that were started together should not do this together. */
    private long nextAge(long now) {
        return now + (long) (ageNanos * (0.8 + 0.2 * random.nextDouble()));
    }
}
