package io.holdfast.client.internal;

import io.holdfast.model.Leader;
import io.holdfast.wire.Result;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the leader and stays with it. Confined to the loop, except {@link #leader}.
 *
 * <p>Any node greets with who leads, and says so again whenever that changes. So: while no link to a leader is open,
 * connect to the leader one has heard of, and scout one more node every quarter of a second (at once when there is nobody
 * to listen to); as soon as the leader's link is open, let go of the others that nobody wants ({@link Spread}).
 *
 * <p>When a leader goes, every client loses it at the same moment, and all hear of the next one at the same moment: each
 * waits for a random part of a quarter of a second first. A client that was redirected has asked on its own and goes at
 * once.
 *
 * <p>A leader that this client cannot reach may be reached by other nodes: after a while without a link to it, what is for
 * the leader takes a {@link Detour}, while the router goes on approaching it.
 */
final class Router {
    static final long SCOUT_NANOS = 250_000_000L;

    /** How often links are looked after while no call is open. */
    private static final long LOOK_NANOS = 500_000_000L;

    /** And while one that is wanted is missing. */
    private static final long BUSY_LOOK_NANOS = 20_000_000L;

    private final Loop loop;
    private final Transport transport;
    private final Random random;
    private final Link.Owner owner;
    private final Links links;
    private final Spread spread;
    private final Detour detour;
    private long scoutedAt;
    private long setOutAt;
    private boolean followed;
    private boolean redirected;
    private boolean looking;
    private long lookDue;
    private boolean abandoned;
    private volatile @Nullable Leader leader;

    Router(Settings settings, Loop loop, Transport transport, Random random, Link.Owner owner) {
        this.loop = loop;
        this.transport = transport;
        this.random = random;
        this.owner = owner;
        this.links = new Links(settings, loop, random, owner);
        this.spread = new Spread(links, this, transport, random);
        this.detour = new Detour(links, loop.nanoTime());
        this.setOutAt = loop.nanoTime();
        this.scoutedAt = setOutAt - SCOUT_NANOS;
    }

    /** Who leads as far as this client knows. Any thread. */
    @Nullable
    Leader leader() {
        return leader;
    }

    /** What any node may serve goes this way. */
    Spread spread() {
        return spread;
    }

    /** The open link to the leader; null while there is none. */
    @Nullable
    Link target() {
        Leader known = leader;
        if (known == null) {
            return null;
        }
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.phase() == Link.Phase.OPEN && known.node().equals(link.node())) {
                return link;
            }
        }
        return null;
    }

    /** Where what is for the leader goes: its own link, or a node that hands it on; null while there is none. */
    @Nullable
    Link route() {
        Link target = target();
        return target != null || leader == null ? target : detour.link();
    }

    /** An open link, the leader's first; null while there is none. */
    @Nullable
    Link anyOpen() {
        Link target = target();
        return target != null ? target : links.first(link -> link.phase() == Link.Phase.OPEN);
    }

    /** The open links. */
    List<Link> open() {
        return links.snapshot().stream()
                .filter(link -> link.phase() == Link.Phase.OPEN)
                .toList();
    }

    /** A node greeted. */
    void greeted(Link link, @Nullable Leader said) {
        heard(link, said);
        if (links.hasOpenTwin(link)) {
            link.retire();
        }
    }

    /** A node described the cluster, to whomever. */
    void described(Link link, Result.Described answer) {
        spread.described(answer.description());
        if (answer.id() == OpenCalls.PROBE_ID) {
            link.told();
        }
    }

    /** A node said who leads, or that it knows nobody. */
    void heard(Link from, @Nullable Leader said) {
        Leader known = leader;
        if (said == null) {
            // Others may know less than this client does, but not once it has lost the leader itself.
            if (known != null && (known.node().equals(from.node()) || !following(known))) {
                leader = null;
            }
        } else if (known == null || said.term() >= known.term() || !following(known)) {
            leader = said;
            if (!said.equals(known)) {
                spread.forgive();
            }
        }
    }

    /** The node that was thought to lead does not, or goes away. */
    void notLeading(Link link, @Nullable Leader instead) {
        detour.refused(link);
        Leader known = leader;
        if (known != null && known.node().equals(link.node())) {
            leader = null;
        }
        // Naming itself would send the call round in circles.
        if (instead != null && !instead.node().equals(link.node())) {
            heard(link, instead);
            redirected = true;
        }
    }

    /** Whether there is an open or a coming link to a leader; if not, whatever an older term says may be right again. */
    private boolean following(Leader known) {
        return links.any(link -> leads(link, known) && (link.phase() == Link.Phase.OPEN || coming(link)));
    }

    /** Connects to whom it must, and lets go whom it need not. Cheap when there is nothing to do. */
    void advance(long now) {
        Link target = target();
        detour.advance(target != null, now);
        if (target != null) {
            followed = true;
            redirected = false;
            letGo(target, now);
        } else {
            if (followed) {
                followed = false;
                setOut(now);
            }
            approach(now);
            scout(now);
        }
        spread.advance(now);
        look(now);
    }

    /** The leader was lost a moment ago: when to look for the next. */
    private void setOut(long now) {
        setOutAt = redirected ? now : now + random.nextLong(SCOUT_NANOS);
        if (links.any(link -> link.phase() == Link.Phase.OPEN)) {
            // Somebody is there to say who leads: scouting waits until going there has had its time.
            scoutedAt = setOutAt;
        }
    }

    /** Looks after time-outs. */
    void tick(long now) {
        for (Link link : links.snapshot()) {
            link.tick(now);
        }
        advance(now);
    }

    /** While links are wanted for more than open calls, nobody else keeps the time for them. */
    private void look(long now) {
        if (abandoned || !spread.wanted(now)) {
            return;
        }
        long due = now + (spread.unsettled(now) ? BUSY_LOOK_NANOS : LOOK_NANOS);
        if (!looking || due - lookDue < 0) {
            looking = true;
            lookDue = due;
            loop.schedule(this::lookAgain, due - now);
        }
    }

    private void lookAgain() {
        long now = loop.nanoTime();
        // Otherwise an earlier look took its place.
        if (looking && !abandoned && now - lookDue >= 0) {
            looking = false;
            tick(now);
            owner.timePassed();
        }
    }

    private void letGo(Link target, long now) {
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            boolean there = link.phase() == Link.Phase.OPEN || link.phase() == Link.Phase.LEAVING;
            if (there && link != target && !spread.keeps(link, now)) {
                link.retire();
            }
        }
        links.prune();
    }

    private void approach(long now) {
        Leader known = leader;
        if (known == null || now - setOutAt < 0 || links.any(link -> leads(link, known) && coming(link))) {
            return;
        }
        Link link = links.to(known);
        if (link != null && link.mayConnect(now)) {
            link.connect(transport, now);
        }
    }

    private static boolean leads(Link link, Leader known) {
        return known.node().equals(link.node()) || link.address.toString().equals(known.address());
    }

    private static boolean coming(Link link) {
        return link.phase() == Link.Phase.CONNECTING;
    }

    private void scout(long now) {
        boolean listening = links.any(link -> link.phase() == Link.Phase.OPEN || coming(link));
        if (now - setOutAt < 0 || (listening && now - scoutedAt < SCOUT_NANOS)) {
            return;
        }
        Link next = links.first(link -> link.mayConnect(now));
        if (next != null) {
            scoutedAt = now;
            links.moveToEnd(next);
            next.connect(transport, now);
        }
    }

    /**
     * The trouble nobody gets over by waiting: set if no link is open or coming, every seed was tried, and one of them
     * refused this client or was refused by it.
     */
    @Nullable
    Trouble hopeless() {
        Trouble found = null;
        for (Link link : links) {
            Trouble trouble = link.trouble();
            if (link.phase() != Link.Phase.IDLE || (trouble == null && links.seed(link))) {
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
        String details = StreamSupport.stream(links.spliterator(), false)
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
        abandoned = true;
        for (Link link : links.snapshot()) {
            link.fail(why);
        }
    }
}
