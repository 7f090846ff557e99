package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the leader and stays with it. Confined to the loop, except {@link #leader}.
 *
 * <p>Any node greets with who leads, and says so again whenever that changes. So: while no link to a leader is open,
 * connect to the leader one has heard of, and scout one more node every quarter of a second (at once when there is nobody
 * to listen to); as soon as the leader's link is open, let the others go.
 */
final class Router {
    static final long SCOUT_NANOS = 250_000_000L;

    private static final int MAX_LINKS = 32;

    private final Settings settings;
    private final Loop loop;
    private final Transport transport;
    private final Link.Owner owner;
    private final Random random;
    private final Map<Address, Link> links = new LinkedHashMap<>();
    private long scoutedAt;
    private volatile @Nullable Leader leader;

    Router(Settings settings, Loop loop, Transport transport, Random random, Link.Owner owner) {
        this.settings = settings;
        this.loop = loop;
        this.transport = transport;
        this.random = random;
        this.owner = owner;
        // Clients given the same list must not all begin with the same node.
        List<Address> seeds = new ArrayList<>(settings.seeds());
        Collections.shuffle(seeds, random);
        seeds.forEach(this::link);
        this.scoutedAt = loop.nanoTime() - SCOUT_NANOS;
    }

    /** Who leads as far as this client knows. Any thread. */
    @Nullable
    Leader leader() {
        return leader;
    }

    /** The open link to the leader; null while there is none. */
    @Nullable
    Link target() {
        Leader known = leader;
        if (known == null) {
            return null;
        }
        for (Link link : links.values()) {
            if (link.phase() == Link.Phase.OPEN && known.node().equals(link.node())) {
                return link;
            }
        }
        return null;
    }

    /** An open link, the leader's first; null while there is none. */
    @Nullable
    Link anyOpen() {
        Link target = target();
        if (target != null) {
            return target;
        }
        for (Link link : links.values()) {
            if (link.phase() == Link.Phase.OPEN) {
                return link;
            }
        }
        return null;
    }

    /** A node said who leads, or that it knows nobody. */
    void heard(Link from, @Nullable Leader said) {
        Leader known = leader;
        if (said == null) {
            if (known != null && known.node().equals(from.node())) {
                leader = null;
            }
        } else if (known == null || said.term() >= known.term() || !following(known)) {
            leader = said;
        }
    }

    /** The node that was thought to lead does not, or goes away. */
    void notLeading(Link link, @Nullable Leader instead) {
        Leader known = leader;
        if (known != null && known.node().equals(link.node())) {
            leader = null;
        }
        // Naming itself would send the call round in circles.
        if (instead != null && !instead.node().equals(link.node())) {
            heard(link, instead);
        }
    }

    /** Whether there is an open or a coming link to a leader; if not, whatever an older term says may be right again. */
    private boolean following(Leader known) {
        return links.values().stream()
                .filter(link -> link.address.toString().equals(known.address())
                        || known.node().equals(link.node()))
                .anyMatch(link -> link.phase() == Link.Phase.OPEN || link.phase() == Link.Phase.CONNECTING);
    }

    /** Connects to whom it must, and lets go whom it need not. Cheap when there is nothing to do. */
    void advance(long now) {
        Link target = target();
        if (target != null) {
            letGo(target);
            return;
        }
        approach(now);
        scout(now);
    }

    /** Looks after time-outs. */
    void tick(long now) {
        for (Link link : List.copyOf(links.values())) {
            link.tick(now);
        }
        advance(now);
    }

    private void letGo(Link target) {
        for (Link link : links.values()) {
            if (link != target && (link.phase() == Link.Phase.OPEN || link.phase() == Link.Phase.LEAVING)) {
                link.retire();
            }
        }
        if (links.size() > MAX_LINKS) {
            links.values()
                    .removeIf(link ->
                            link.phase() == Link.Phase.IDLE && !settings.seeds().contains(link.address));
        }
    }

    private void approach(long now) {
        Leader known = leader;
        if (known == null || links.values().stream().anyMatch(link -> leads(link, known) && busy(link))) {
            return;
        }
        Link link = links.values().stream()
                .filter(candidate -> known.node().equals(candidate.node()))
                .findFirst()
                .orElseGet(() -> linkTo(known));
        if (link != null && link.mayConnect(now)) {
            link.connect(transport, now);
        }
    }

    private @Nullable Link linkTo(Leader known) {
        try {
            return link(Address.parse(known.address()));
        } catch (IllegalArgumentException e) {
            // A node that names an address nobody can dial: scouting goes on.
            return null;
        }
    }

    private static boolean leads(Link link, Leader known) {
        return known.node().equals(link.node()) || link.address.toString().equals(known.address());
    }

    private static boolean busy(Link link) {
        return link.phase() == Link.Phase.CONNECTING;
    }

    private void scout(long now) {
        boolean listening = links.values().stream().anyMatch(link -> link.phase() == Link.Phase.OPEN || busy(link));
        if (listening && now - scoutedAt < SCOUT_NANOS) {
            return;
        }
        for (Link link : List.copyOf(links.values())) {
            if (link.mayConnect(now)) {
                scoutedAt = now;
                // To the end of the line: the next scout goes elsewhere.
                links.remove(link.address);
                links.put(link.address, link);
                link.connect(transport, now);
                return;
            }
        }
    }

    private Link link(Address address) {
        return links.computeIfAbsent(
                address,
                key -> new Link(
                        key,
                        settings,
                        new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random),
                        loop,
                        owner));
    }

    /**
     * The trouble nobody gets over by waiting: set if no link is open or coming, every seed was tried, and one of them
     * refused this client or was refused by it.
     */
    @Nullable
    Trouble hopeless() {
        Trouble found = null;
        for (Link link : links.values()) {
            Trouble trouble = link.trouble();
            if (link.phase() != Link.Phase.IDLE
                    || (trouble == null && settings.seeds().contains(link.address))) {
                return null;
            }
            if (trouble != null && trouble.hopeless()) {
                found = new Trouble(trouble.kind(), link.name() + ": " + trouble.message(), trouble.cause());
            }
        }
        return found;
    }

    /** Why no leader can be reached, in one line. */
    String complaint() {
        Leader known = leader;
        String belief = known == null
                ? "no leader known"
                : "the leader " + known.node() + " at " + known.address() + " is not reached";
        String details = links.values().stream()
                .map(link -> link.name() + " " + state(link))
                .collect(Collectors.joining("; "));
        return belief + " (" + details + ")";
    }

    private static String state(Link link) {
        Trouble trouble = link.trouble();
        return switch (link.phase()) {
            case OPEN -> "is connected but does not lead";
            case LEAVING -> "is going away";
            case CONNECTING -> "is being connected" + (trouble == null ? "" : ", before: " + trouble.message());
            case IDLE -> trouble == null ? "not tried" : trouble.message();
        };
    }

    /** Ends every stream. */
    void abandon(Trouble why) {
        for (Link link : List.copyOf(links.values())) {
            link.fail(why);
        }
    }
}
