package io.holdfast.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * The way round to a leader that this client does not reach: any other node takes what is for the leader and hands it on.
 * Taken only after some time without the leader's link, since it costs a further hop and another leader is found sooner as
 * a rule. Confined to the loop.
 */
final class Detour {
    /** So long the leader's own link is waited for. */
    static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Links links;
    private long lostAt;
    private boolean lost = true;
    private boolean taken;
    private @Nullable Link current;

    /** The node that refused last: another is tried first. */
    private @Nullable Link refusing;

    Detour(Links links, long now) {
        this.links = links;
        this.lostAt = now;
    }

    /** Time has passed, with a link to the leader or without. */
    void advance(boolean led, long now) {
        if (led) {
            lost = false;
            taken = false;
            current = null;
            refusing = null;
        } else if (!lost) {
            lost = true;
            lostAt = now;
        }
        taken = lost && now - lostAt >= PATIENCE_NANOS;
    }

    /** The node to send to, the same one until it breaks, falls silent or refuses; null while there is none. */
    @Nullable
    Link link() {
        if (!taken) {
            return null;
        }
        Link known = current;
        if (known == null || !usable(known)) {
            Link other = links.first(link -> usable(link) && link != refusing);
            current = other != null ? other : links.first(Detour::usable);
        }
        return current;
    }

    /** A node did not hand on what it was given. */
    void refused(Link link) {
        if (link == current) {
            refusing = link;
            current = null;
        }
    }

    private static boolean usable(Link link) {
        return link.phase() == Link.Phase.OPEN && !link.silent();
    }
}
