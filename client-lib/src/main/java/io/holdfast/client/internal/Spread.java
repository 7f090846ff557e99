package io.holdfast.client.internal;

import io.holdfast.model.ClusterDescription;
import io.holdfast.model.Member;
import java.util.ArrayDeque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Shares out what any node may serve. Confined to the loop.
 *
 * <p>Calls go to the open node with the fewest calls under way, in turn among equals. A node that fails one is left out
 * for a while ({@link Standing}); the call goes to another at once, and waits only when every node is left out. Watches
 * stay on one node, by preference one that does not lead, until it breaks. Connections beyond the leader's are opened
 * when such a call or a watch comes, and closed when none came for a minute.
 */
final class Spread {
    /** How long connections are kept for calls that any node may serve. */
    static final long KEEP_NANOS = 60_000_000_000L;

    /** How long a watch waits for a node that does not lead before it takes the leader. */
    static final long PATIENCE_NANOS = 250_000_000L;

    /** How old the list of members may be while it is needed. */
    private static final long MEMBERS_NANOS = 30_000_000_000L;

    /** With less time than this left, one node gets all of it. */
    private static final long SHARED_NANOS = 20_000_000L;

    private final Links links;
    private final Router router;
    private final Transport transport;
    private final Random random;
    private boolean reading;
    private long readAt;
    private boolean watching;
    private long watchFrom;
    private @Nullable Link watched;
    private boolean asked;
    private long askedAt;
    private int turn;

    Spread(Links links, Router router, Transport transport, Random random) {
        this.links = links;
        this.router = router;
        this.transport = transport;
        this.random = random;
    }

    /** Sends what any node may serve, each call to the node that has least to do. */
    void send(ArrayDeque<Call> calls, long now) {
        boolean before = reading(now);
        for (Call call = calls.peek(); call != null; call = calls.peek()) {
            if (!call.settled) {
                if (call.payload.spreads()) {
                    reading = true;
                    readAt = now;
                }
                Link link = choose(call.payload.bytes(), now);
                if (link == null) {
                    break;
                }
                link.standing.sent();
                link.add(call, now, allowance(call, link, now));
            }
            calls.remove();
        }
        for (int i = 0; i < links.size(); i++) {
            links.get(i).flush();
        }
        if (reading && !before) {
            router.advance(now);
        }
    }

    private @Nullable Link choose(int bytes, long now) {
        turn++;
        Link best = null;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(Math.floorMod(turn + i, links.size()));
            boolean better = best == null || link.openCalls() < best.openCalls();
            if (better && usable(link, now) && link.canTake(bytes)) {
                best = link;
            }
        }
        return best;
    }

    private static boolean usable(Link link, long now) {
        return link.phase() == Link.Phase.OPEN && !link.silent() && link.standing.takes(now);
    }

    /** Whether another node could serve what {@code link} does not. */
    boolean hasOther(Link link, long now) {
        return links.any(other -> other != link && usable(other, now));
    }

    /**
     * How long a node may take. One that lags or cannot reach the leader keeps a call waiting: while there is another to
     * ask, it gets half of the time that is left.
     */
    private long allowance(Call call, Link link, long now) {
        long left = call.deadlineNanos - now;
        boolean all = left < SHARED_NANOS || link == router.target() || !hasOther(link, now);
        return all ? left : left / 2;
    }

    /** A node failed a call that others may serve. */
    void failed(Link link, long leastNanos, long now) {
        link.standing.failed(now, leastNanos);
    }

    /** The deadline of a call passed: why it fails, and the end of somebody's good standing. */
    CallFailure expired(Call call, long now) {
        CallFailure failure = Verdict.deadline(call, router);
        Link sentOn = call.sentOn;
        if (sentOn != null && call.payload.anyNode()) {
            failed(sentOn, 0, now);
        }
        return failure;
    }

    /** There is a new leader: nodes that failed for want of one are tried again. */
    void forgive() {
        links.forEach(link -> link.standing.forgive());
    }

    /** A node said who the members are. */
    void described(ClusterDescription description) {
        links.members(description.members().stream().map(Member::clientAddress).toList());
    }

    /**
     * A link for watches: the same one until it breaks. Null while there is none: ask again when a link has opened or
     * time has passed. From the first question until {@link #endWatches} the client keeps such a link.
     */
    @Nullable
    Link forWatches(long now) {
        Link current = watched;
        if (current != null && current.phase() == Link.Phase.OPEN) {
            return current;
        }
        if (!watching || current != null) {
            // Those who lost the same node must not all come back at once.
            watchFrom = current == null ? now : now + random.nextLong(PATIENCE_NANOS);
            watching = true;
            watched = null;
        }
        Link found = links.first(link -> link.phase() == Link.Phase.OPEN && link != router.target() && !link.silent());
        if (found == null && (now - watchFrom >= PATIENCE_NANOS || alone())) {
            found = router.target();
        }
        if (found != null) {
            found.watched(true);
            watched = found;
        }
        return found;
    }

    /** No watch is left. */
    void endWatches() {
        watching = false;
        if (watched != null) {
            watched.watched(false);
            watched = null;
        }
    }

    /** Whether the leader is the only node there is, as its own list says. */
    private boolean alone() {
        Link target = router.target();
        return target != null && links.membersKnown() && links.size() == 1;
    }

    /** Whether a link is wanted for more than the leader. */
    boolean keeps(Link link, long now) {
        return link.phase() == Link.Phase.OPEN && (link == watched || (watching && watched == null) || reading(now));
    }

    private boolean reading(long now) {
        reading = reading && now - readAt < KEEP_NANOS;
        return reading;
    }

    /** Whether the router must look after links though no call is open. */
    boolean wanted(long now) {
        return watching || reading(now);
    }

    /** Whether links are wanted that are not there. */
    boolean unsettled(long now) {
        return (watching && (watched == null || watched.phase() != Link.Phase.OPEN))
                || (reading(now) && links.any(link -> link.phase() == Link.Phase.CONNECTING));
    }

    /** Connects to whom it wants. Cheap when there is nothing to do. */
    void advance(long now) {
        if (!wanted(now)) {
            return;
        }
        ask(now);
        if (reading(now)) {
            for (Link link : links.snapshot()) {
                if (connectable(link, now)) {
                    link.connect(transport, now);
                }
            }
        } else if (watched == null && now - watchFrom >= 0 && !links.any(this::comingForWatches)) {
            connectOne(now);
        }
    }

    private boolean comingForWatches(Link link) {
        return link.phase() == Link.Phase.CONNECTING || (link.phase() == Link.Phase.OPEN && link != router.target());
    }

    private void connectOne(long now) {
        int start = random.nextInt(links.size());
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get((start + i) % links.size());
            if (connectable(link, now)) {
                link.connect(transport, now);
                return;
            }
        }
    }

    private boolean connectable(Link link, long now) {
        return link.mayConnect(now) && links.current(link) && !links.hasOpenTwin(link) && !links.hasComingTwin(link);
    }

    private void ask(long now) {
        if (asked && now - askedAt < MEMBERS_NANOS) {
            return;
        }
        Link open = router.anyOpen();
        if (open != null && open.ask()) {
            asked = true;
            askedAt = now;
        }
    }
}
