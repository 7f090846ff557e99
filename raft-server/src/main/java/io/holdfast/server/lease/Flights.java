package io.holdfast.server.lease;

import io.holdfast.model.Limits;
import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.server.port.Proposer;
import io.holdfast.wire.CommandCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * What one term of the Lessor has in the log's hands: bounded, so that a mass expiry takes its turn with everybody
 * else's commands. Confined to the ticker thread, but for the queue of what has landed.
 */
final class Flights {
    /** Expiries under way at once. */
    static final int MAX_EXPIRIES = 1_024;

    /** Checkpoints under way at once, of each kind: lowering must not hold up the renewals that wait for raising. */
    static final int MAX_CHECKPOINTS = 8;

    /** A command that takes longer is given up, and proposed again if it is still needed. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Proposer proposer;
    private final long term;
    private final Queue<Flight> landed = new ConcurrentLinkedQueue<>();
    private List<Proposer.Proposal> outgoing = new ArrayList<>();
    private int expiries;
    private int lowerings;
    private int raisings;

    Flights(Proposer proposer, long term) {
        this.term = term;
        this.proposer = proposer;
    }

    boolean mayExpire() {
        return expiries < MAX_EXPIRIES;
    }

    boolean mayLower() {
        return lowerings < MAX_CHECKPOINTS;
    }

    boolean mayRaise() {
        return raisings < MAX_CHECKPOINTS;
    }

    /** Has the end of a lease proposed. */
    void expire(Lifetime lifetime, long nowNanos) {
        expire(new Flight.Expiry(lifetime, false, landed), nowNanos);
    }

    /** The same of a lease whose end was proposed before, nobody knows with what effect. */
    void expireAgain(Lifetime lifetime, long nowNanos) {
        expire(new Flight.Expiry(lifetime, true, landed), nowNanos);
    }

    private void expire(Flight.Expiry flight, long nowNanos) {
        expiries++;
        propose(new LeaseCommand.Expire(flight.lifetime.lease, flight.lifetime.epoch, term), nowNanos, flight);
    }

    /** Has the time that is left proposed as the bound of each. */
    void lower(List<Lifetime> lifetimes, long clockMillis, long nowNanos) {
        lowerings++;
        long[] bounds = new long[lifetimes.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = lifetimes.get(i).remaining(clockMillis);
        }
        checkpoint(lifetimes, bounds, false, nowNanos);
    }

    /** Has the whole time to live proposed as the bound of each. */
    void raise(List<Lifetime> lifetimes, long nowNanos) {
        raisings++;
        long[] bounds = new long[lifetimes.size()];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = lifetimes.get(i).ttl;
        }
        checkpoint(lifetimes, bounds, true, nowNanos);
    }

    /** Sends off what was proposed since: together, so that it shares a log entry. */
    void depart() {
        if (!outgoing.isEmpty()) {
            List<Proposer.Proposal> group = outgoing;
            outgoing = new ArrayList<>();
            proposer.propose(group);
        }
    }

    /** Moves everything whose fate is known into {@code known}. */
    void takeLanded(List<Flight> known) {
        for (Flight flight = landed.poll(); flight != null; flight = landed.poll()) {
            known.add(flight);
            if (flight instanceof Flight.Bounding bounding) {
                raisings -= bounding.raising ? 1 : 0;
                lowerings -= bounding.raising ? 0 : 1;
            } else {
                expiries--;
            }
        }
    }

    private void checkpoint(List<Lifetime> lifetimes, long[] millis, boolean raising, long nowNanos) {
        if (millis.length > Limits.MAX_RENEWALS) {
            throw new IllegalArgumentException(millis.length + " leases in one checkpoint");
        }
        List<LeaseCommand.Bound> bounds = new ArrayList<>(millis.length);
        for (int i = 0; i < millis.length; i++) {
            Lifetime lifetime = lifetimes.get(i);
            bounds.add(new LeaseCommand.Bound(lifetime.lease, lifetime.epoch, millis[i]));
        }
        propose(
                new LeaseCommand.Checkpoint(bounds, term),
                nowNanos,
                new Flight.Bounding(lifetimes, millis, raising, landed));
    }

    private void propose(LeaseCommand command, long nowNanos, Flight flight) {
        EncodedCommand encoded = new EncodedCommand(command, CommandCodec.encode(command));
        outgoing.add(new Proposer.Proposal(encoded, nowNanos + PATIENCE_NANOS, flight));
    }
}
