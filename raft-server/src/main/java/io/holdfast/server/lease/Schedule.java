package io.holdfast.server.lease;

import io.holdfast.model.Limits;
import io.holdfast.server.lease.Lifetime.Phase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When to look at each lifetime again, and what to propose of it then: its end, or a lower bound. What may not be proposed
 * at once, because enough is under way, waits for its turn and is looked at again when that comes: a renewal in between
 * saves it. Confined to the ticker thread.
 */
final class Schedule {
    private final TermClock clock;
    private final Flights flights;
    private final Wheel wheel = new Wheel();
    private final ArrayDeque<Lifetime> overdue = new ArrayDeque<>();
    private final ArrayDeque<Lifetime> silent = new ArrayDeque<>();
    private final ArrayDeque<Lifetime> toRaise = new ArrayDeque<>();

    /** Those that were cut off, wherever they stand besides: their time is over before the wheel comes to them. */
    private final Set<Lifetime> cut = new LinkedHashSet<>();

    Schedule(TermClock clock, Flights flights) {
        this.clock = clock;
        this.flights = flights;
    }

    /** Takes care of a lifetime from now on, unless it does already or something is under way about it. */
    void add(Lifetime lifetime) {
        if (!lifetime.scheduled) {
            look(lifetime);
        }
    }

    /** The clock has advanced: proposes what has come due. */
    void advance(long nowNanos) {
        wheel.advance(clock.millis(), this::look);
        expireOverdue(nowNanos);
        expireCut(nowNanos);
        lowerSilent(nowNanos);
    }

    /** A lifetime was cut off: from now on its end is looked for at each advance. */
    void hurry(Lifetime lifetime) {
        cut.add(lifetime);
    }

    /** Whether anybody is cut off. */
    boolean isHurried() {
        return !cut.isEmpty();
    }

    /** Has the whole bound proposed before anything else happens to the lease. */
    void raise(Lifetime lifetime) {
        lifetime.enter(Phase.RAISING);
        toRaise.add(lifetime);
    }

    /** Proposes what is to be raised, as far as may be under way at once. */
    void raiseWaiting(long nowNanos) {
        while (!toRaise.isEmpty() && flights.mayRaise()) {
            List<Lifetime> group = new ArrayList<>();
            while (!toRaise.isEmpty() && group.size() < Limits.MAX_RENEWALS) {
                Lifetime lifetime = toRaise.remove();
                if (!lifetime.isEnded()) {
                    group.add(lifetime);
                }
            }
            if (!group.isEmpty()) {
                flights.raise(group, nowNanos);
            }
        }
    }

    /** Puts a lifetime that is not scheduled where it belongs. */
    private void look(Lifetime lifetime) {
        long now = clock.millis();
        if (!lifetime.isLive()) {
            return;
        }
        if (lifetime.isOver(now)) {
            queue(overdue, lifetime);
        } else if (lifetime.isToBeLowered(now)) {
            queue(silent, lifetime);
        } else {
            wheel.arm(lifetime, lifetime.dueAt());
        }
    }

    private static void queue(ArrayDeque<Lifetime> queue, Lifetime lifetime) {
        lifetime.scheduled = true;
        queue.add(lifetime);
    }

    private static Lifetime unqueue(ArrayDeque<Lifetime> queue) {
        Lifetime first = queue.remove();
        first.scheduled = false;
        return first;
    }

    private void expireOverdue(long nowNanos) {
        for (int waiting = overdue.size(); waiting > 0 && flights.mayExpire(); waiting--) {
            Lifetime lifetime = unqueue(overdue);
            if (!expireIfOver(lifetime, nowNanos)) {
                look(lifetime);
            }
        }
    }

    private void expireCut(long nowNanos) {
        for (Iterator<Lifetime> all = cut.iterator(); all.hasNext() && flights.mayExpire(); ) {
            Lifetime lifetime = all.next();
            if (lifetime.isEnded() || !lifetime.isCut()) {
                all.remove();
            } else {
                expireIfOver(lifetime, nowNanos);
            }
        }
    }

    private boolean expireIfOver(Lifetime lifetime, long nowNanos) {
        if (lifetime.isLive() && lifetime.isOver(clock.millis())) {
            lifetime.enter(Phase.EXPIRING);
            flights.expire(lifetime, nowNanos);
            return true;
        }
        return false;
    }

    private void lowerSilent(long nowNanos) {
        long now = clock.millis();
        while (!silent.isEmpty() && flights.mayLower()) {
            List<Lifetime> group = new ArrayList<>();
            while (!silent.isEmpty() && group.size() < Limits.MAX_RENEWALS) {
                Lifetime lifetime = unqueue(silent);
                if (lifetime.isLive() && !lifetime.isOver(now) && lifetime.isToBeLowered(now)) {
                    lifetime.enter(Phase.LOWERING);
                    group.add(lifetime);
                } else {
                    look(lifetime);
                }
            }
            if (!group.isEmpty()) {
                flights.lower(group, now, nowNanos);
            }
        }
    }
}
