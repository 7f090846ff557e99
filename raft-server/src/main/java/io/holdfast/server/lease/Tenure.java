package io.holdfast.server.lease;

import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.lease.Lessor.Core;
import io.holdfast.server.lease.Lifetime.Phase;
import io.holdfast.statemachine.LeaseChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the Lessor knows in one term of this node's leadership: the deadlines, and what is under way about them.
 *
 * <p>Confined to the ticker thread, but for {@link #changed}. A tick is {@link #gather}, then a look whether the term
 * still stands, then {@link #act}. Inside {@code act}, changes of the applied state come first, then the fates of
 * commands, then the verdict of the barrier: whatever a verdict rests on has been heard by then.
 */
final class Tenure {
    /**
     * A barrier goes on so often while there are leases and nobody renews: the clock must not run without proof, and five
     * heartbeats a second to each follower are about as many as Raft sends anyway.
     */
    static final long IDLE_BARRIER_NANOS = 4 * TermClock.TICK_NANOS;

    private final long term;
    private final Core core;
    private final Inbox inbox;
    private final TermClock clock;
    private final Rounds rounds;
    private final Flights flights;
    private final Schedule schedule;
    private final Map<Long, Lifetime> lifetimes = new HashMap<>();

    private final OpenAsks asks;
    private final Queue<LeaseChange> incoming = new ConcurrentLinkedQueue<>();
    private final List<LeaseChange> changes = new ArrayList<>();
    private final Queue<List<Long>> incomingCuts = new ConcurrentLinkedQueue<>();
    private final List<Long> cuts = new ArrayList<>();
    private final List<Flight> landed = new ArrayList<>();
    private Rounds.@Nullable Round passed;

    /** How many of the lifetimes have a grace. */
    private int graced;

    /** A tenure of {@code term} that begins now. */
    Tenure(long term, Core core, Inbox inbox, long nowNanos) {
        this.term = term;
        this.core = core;
        this.inbox = inbox;
        this.asks = new OpenAsks(core, inbox);
        this.clock = new TermClock(nowNanos);
        this.rounds = new Rounds(core.barrier(), nowNanos);
        this.flights = new Flights(core.proposer(), term);
        this.schedule = new Schedule(clock, flights);
    }

    long term() {
        return term;
    }

    int size() {
        return lifetimes.size();
    }

    /** Changes of the applied state; the apply thread. */
    void changed(List<LeaseChange> more) {
        incoming.addAll(more);
    }

    /** The connection that brought renewals of these leases was ended by its peer; any thread. */
    void cut(List<Long> leases) {
        incomingCuts.add(leases);
    }

    /** Starts every deadline: now + bound. */
    void begin() {
        core.source().forEach(this::start);
    }

    private void start(LeaseRecord lease) {
        long grace = lease.session() == 0 ? 0 : core.source().graceOf(lease.session());
        add(new Lifetime(lease.lease(), lease.epoch(), lease.ttlMillis(), grace, lease.boundMillis(), byNow()));
    }

    /**
     * The time that lives begin at, of leases that are known and renewals that have arrived by now. The clock was read at
     * its last tick; who was heard of since may have sent after that.
     */
    private long byNow() {
        return clock.millisAfter(core.clock().getAsLong());
    }

    /** Takes in what has happened since. The latest first: what an earlier one rests on is then there too. */
    void gather() {
        // Before the inbox is looked into: what the connection brought before its end is there then.
        for (List<Long> leases = incomingCuts.poll(); leases != null; leases = incomingCuts.poll()) {
            cuts.addAll(leases);
        }
        passed = rounds.takePassed();
        flights.takeLanded(landed);
        for (LeaseChange change = incoming.poll(); change != null; change = incoming.poll()) {
            changes.add(change);
        }
    }

    /** Does whatever is due in a term that still stands. */
    void act(long nowNanos) {
        changes.forEach(this::change);
        changes.clear();
        landed.forEach(flight -> land(flight, nowNanos));
        landed.clear();
        pass(nowNanos);
        if (!cuts.isEmpty()) {
            takeUp();
            cut(byNow());
        }
        if (clock.isDue(nowNanos, isHurried())) {
            beat(nowNanos);
        }
        schedule.raiseWaiting(nowNanos);
        flights.depart();
        asks.handOut();
    }

    /** Answers whoever waits: the term is over. */
    void end(Failure failure) {
        asks.end(failure);
    }

    // ---- changes of the applied state ----

    private void change(LeaseChange change) {
        Lifetime known = lifetimes.get(change.lease());
        if (change instanceof LeaseChange.Granted granted) {
            // The state read at the beginning holds the first changes already.
            if (known == null || known.epoch < granted.epoch()) {
                long ttl = granted.ttlMillis();
                add(new Lifetime(granted.lease(), granted.epoch(), ttl, granted.graceMillis(), ttl, byNow()));
            }
        } else if (change instanceof LeaseChange.Bounded bounded) {
            // Only an answered checkpoint of this tenure raises a bound: others may be older than what is known.
            if (known != null && known.epoch == bounded.epoch()) {
                known.maybeBounded(bounded.boundMillis());
            }
        } else if (known != null) {
            remove(known);
        }
    }

    private void add(Lifetime lifetime) {
        Lifetime before = lifetimes.put(lifetime.lease, lifetime);
        graced += lifetime.hasGrace() ? 1 : 0;
        schedule.add(lifetime);
        if (before != null) {
            graced -= before.hasGrace() ? 1 : 0;
            before.end();
            before.release().forEach(this::settle);
        }
    }

    private void remove(Lifetime gone) {
        gone.end();
        if (lifetimes.remove(gone.lease, gone)) {
            graced -= gone.hasGrace() ? 1 : 0;
        }
        gone.release().forEach(this::settle);
    }

    // ---- fates of commands ----

    private void land(Flight flight, long nowNanos) {
        if (flight instanceof Flight.Bounding bounding) {
            landed(bounding);
        } else if (flight instanceof Flight.Expiry expiry) {
            landed(expiry, nowNanos);
        }
    }

    private void landed(Flight.Bounding bounding) {
        boolean applied = bounding.outcome() instanceof Outcome.Checkpointed;
        for (int i = 0; i < bounding.bounds.length; i++) {
            Lifetime lifetime = bounding.lifetimes.get(i);
            if (!lifetime.isEnded()) {
                if (applied) {
                    lifetime.bounded(bounding.bounds[i]);
                } else if (bounding.isUnknown()) {
                    lifetime.maybeBounded(bounding.bounds[i]);
                }
                live(lifetime);
            }
        }
        if (applied) {
            core.metrics().leasesBounded(bounding.bounds.length);
        }
    }

    private void landed(Flight.Expiry expiry, long nowNanos) {
        Lifetime lifetime = expiry.lifetime;
        if (expiry.outcome() instanceof Outcome.LeaseEnded) {
            core.metrics().leaseExpired();
        }
        if (lifetime.isEnded()) {
            return;
        }
        if (expiry.foundGone()) {
            remove(lifetime);
        } else if (expiry.isInDoubt()) {
            // Until one of them has an outcome, any of them may yet arrive. They compare the epoch: one too many does
            // nothing.
            flights.expireAgain(lifetime, nowNanos);
        } else {
            live(lifetime);
        }
    }

    /** Nothing is under way about it any more. */
    private void live(Lifetime lifetime) {
        lifetime.enter(Phase.LIVE);
        if (lifetime.isAwaited() && lifetime.isLowered()) {
            schedule.raise(lifetime);
        } else {
            lifetime.release().forEach(this::settle);
        }
        schedule.add(lifetime);
    }

    // ---- renewals ----

    private void pass(long nowNanos) {
        Rounds.Round round = passed;
        passed = null;
        if (round == null) {
            return;
        }
        clock.proved(round.begunNanos());
        core.metrics().leaseBarrierPassed(nowNanos - round.begunNanos());
        for (Ask ask : round.asks()) {
            if (ask.isDone()) {
                continue;
            }
            if (ask instanceof LifeAsk life) {
                see(life);
            } else if (ask instanceof RenewalAsk renewal) {
                for (int i = 0; i < renewal.size(); i++) {
                    settle(new RenewalAsk.Place(renewal, i));
                }
                if (renewal.size() == 0) {
                    asks.finish(renewal);
                }
            }
        }
    }

    private void see(LifeAsk ask) {
        Lifetime lifetime = lifetimes.get(ask.lease());
        if (lifetime != null) {
            boolean expiring = lifetime.phase() == Phase.EXPIRING;
            // The clock may be behind the time at which the life began.
            long remaining = Math.min(lifetime.ttl, lifetime.remaining(clock.millis()));
            ask.sees(lifetime.ttl, expiring ? 0 : remaining);
        }
        asks.finish(ask);
    }

    /** The lease that is meant; null if it is gone, be it that another has its id now. */
    private @Nullable Lifetime meant(LeaseName name) {
        Lifetime found = lifetimes.get(name.lease());
        return found != null && name.means(found.epoch) ? found : null;
    }

    /** Settles one lease of an ask whose barrier has passed, or lets it wait for what is under way. */
    private void settle(RenewalAsk.Place place) {
        RenewalAsk ask = place.ask();
        if (ask.isDone()) {
            return;
        }
        Lifetime lifetime = meant(ask.lease(place.place()));
        if (lifetime == null) {
            ask.gone(place.place());
        } else {
            lifetime.renew(ask.taken());
            if (!lifetime.isLive() || lifetime.isLowered()) {
                lifetime.await(place);
                if (lifetime.isLive()) {
                    schedule.raise(lifetime);
                }
                return;
            }
            ask.renewed(place.place(), lifetime);
        }
        if (ask.isComplete()) {
            core.metrics().leasesRenewed(ask.renewed());
            asks.finish(ask);
        }
    }

    // ---- the clock ----

    private void beat(long nowNanos) {
        long held = clock.advance(nowNanos);
        if (!lifetimes.isEmpty()) {
            core.metrics().leaseClockHeld(held);
        }
        // First what renews: whatever has arrived by now saves its lease.
        takeUp();
        schedule.advance(nowNanos);
        rounds.begin(nowNanos, !lifetimes.isEmpty());
        asks.dropLate(nowNanos);
    }

    /**
     * Whether the next beat must not wait for its time: the grace of somebody who was cut off runs out, or somebody has asked
     * while there are clients for whom a grace is all they may believe in.
     */
    private boolean isHurried() {
        return schedule.isHurried() || (graced > 0 && inbox.hasArrived());
    }

    private void takeUp() {
        List<Ask> arrived = asks.takeUp();
        // After the polling: every one of them was sent before this.
        long now = byNow();
        for (Ask ask : arrived) {
            ask.taken(now);
            rounds.add(ask);
            if (ask instanceof RenewalAsk renewal) {
                touch(renewal, now);
            }
        }
    }

    /** Whatever came from the far end before is taken up by now. */
    private void cut(long now) {
        int lowered = 0;
        for (long lease : cuts) {
            Lifetime lifetime = lifetimes.get(lease);
            if (lifetime != null && lifetime.hasGrace()) {
                lifetime.cut(now);
                schedule.hurry(lifetime);
                lowered++;
            }
        }
        cuts.clear();
        core.metrics().leasesCut(lowered);
    }

    private void touch(RenewalAsk renewal, long now) {
        for (int i = 0; i < renewal.size(); i++) {
            Lifetime lifetime = meant(renewal.lease(i));
            if (lifetime != null) {
                lifetime.renew(now);
                if (lifetime.isLive() && lifetime.isLowered()) {
                    schedule.raise(lifetime);
                }
            }
        }
    }
}
