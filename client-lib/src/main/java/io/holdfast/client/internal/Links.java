package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * This client's links: one for each address it was given or has heard of, in the order in which they are scouted. A node
 * may have several addresses; it has one open link. Confined to the loop.
 */
final class Links implements Iterable<Link> {
    private static final int MAX_LINKS = 32;

    private final Settings settings;
    private final Loop loop;
    private final Random random;
    private final Link.Owner owner;
    private final List<Link> all = new ArrayList<>();
    private Set<Address> members = Set.of();

    Links(Settings settings, Loop loop, Random random, Link.Owner owner) {
        this.settings = settings;
        this.loop = loop;
        this.random = random;
        this.owner = owner;
        // Clients given the same list must not all begin with the same node.
        List<Address> seeds = new ArrayList<>(settings.seeds());
        Collections.shuffle(seeds, random);
        seeds.forEach(this::at);
    }

    /** The link to an address. */
    Link at(Address address) {
        for (Link link : all) {
            if (link.address.equals(address)) {
                return link;
            }
        }
        Link link = new Link(
                address,
                settings,
                new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random),
                new Standing(new Backoff(settings.minBackoffNanos(), settings.maxBackoffNanos(), random)),
                loop,
                owner);
        all.add(link);
        return link;
    }

    int size() {
        return all.size();
    }

    Link get(int index) {
        return all.get(index);
    }

    @Override
    public Iterator<Link> iterator() {
        return all.iterator();
    }

    /** The links as they are now, for a walk during which links come and go. */
    List<Link> snapshot() {
        return List.copyOf(all);
    }

    @Nullable
    Link first(Predicate<Link> condition) {
        for (Link link : all) {
            if (condition.test(link)) {
                return link;
            }
        }
        return null;
    }

    boolean any(Predicate<Link> condition) {
        return first(condition) != null;
    }

    /** To the end of the line: the next scout goes elsewhere. */
    void moveToEnd(Link link) {
        all.remove(link);
        all.add(link);
    }

    /** The link on which to reach a leader; null if its address cannot be dialled: then others are asked. */
    @Nullable
    Link to(Leader leader) {
        Link known = first(link -> leader.node().equals(link.node()));
        return known != null
                ? known
                : Address.dialable(leader.address()).map(this::at).orElse(null);
    }

    /** Whether another link to the same node is open. */
    boolean hasOpenTwin(Link link) {
        return any(other -> twins(link, other) && other.phase() == Link.Phase.OPEN);
    }

    /** Whether another link to the same node is being connected. */
    boolean hasComingTwin(Link link) {
        return any(other -> twins(link, other) && other.phase() == Link.Phase.CONNECTING);
    }

    private static boolean twins(Link link, Link other) {
        String node = link.node();
        return node != null && other != link && node.equals(other.node());
    }

    /** Where the members listen, as one of them says. Addresses nobody can dial are left out. */
    void members(List<String> addresses) {
        Set<Address> told = addresses.stream()
                .flatMap(address -> Address.dialable(address).stream())
                .collect(Collectors.toUnmodifiableSet());
        if (!told.isEmpty()) {
            members = told;
        }
        for (Address address : told) {
            if (all.size() < MAX_LINKS) {
                at(address);
            }
        }
    }

    boolean membersKnown() {
        return !members.isEmpty();
    }

    /** Whether a link leads to an address this client was given. */
    boolean seed(Link link) {
        return settings.seeds().contains(link.address);
    }

    /** Whether a link leads to where a node is said to be, now: not to a leader or member of the past. */
    boolean current(Link link) {
        return seed(link) || members.contains(link.address);
    }

    /** Forgets addresses of the past, once there are many. */
    void prune() {
        if (all.size() > MAX_LINKS) {
            all.removeIf(link -> link.phase() == Link.Phase.IDLE && !current(link));
        }
    }
}
