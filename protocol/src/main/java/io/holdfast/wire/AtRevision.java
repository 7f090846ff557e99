package io.holdfast.wire;

import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;

/** Gives an outcome its revision. */
record AtRevision(long revision) implements Outcome.Handler<Outcome>, LockOutcome.Handler<Outcome> {
    @Override
    public Outcome put(Outcome.Put outcome) {
        return new Outcome.Put(revision, outcome.previous());
    }

    @Override
    public Outcome deleteRange(Outcome.DeleteRange outcome) {
        return new Outcome.DeleteRange(revision, outcome.deleted(), outcome.previous());
    }

    @Override
    public Outcome range(Outcome.Range outcome) {
        return new Outcome.Range(revision, outcome.keyValues(), outcome.more(), outcome.count());
    }

    @Override
    public Outcome transaction(Outcome.Transaction outcome) {
        return new Outcome.Transaction(revision, outcome.succeeded(), outcome.responses());
    }

    @Override
    public Outcome compact(Outcome.Compact outcome) {
        return new Outcome.Compact(revision);
    }

    @Override
    public Outcome registered(Outcome.Registered outcome) {
        return new Outcome.Registered(revision);
    }

    @Override
    public Outcome rejection(Outcome.Rejection outcome) {
        return new Outcome.Rejection(revision, outcome.reason(), outcome.message(), outcome.bound());
    }

    @Override
    public Outcome leaseGranted(Outcome.LeaseGranted outcome) {
        return new Outcome.LeaseGranted(revision, outcome.lease(), outcome.ttlMillis());
    }

    @Override
    public Outcome leaseEnded(Outcome.LeaseEnded outcome) {
        return new Outcome.LeaseEnded(revision, outcome.lease(), outcome.deleted());
    }

    @Override
    public Outcome checkpointed(Outcome.Checkpointed outcome) {
        return new Outcome.Checkpointed(revision, outcome.changed());
    }

    @Override
    public Outcome leases(Outcome.Leases outcome) {
        return new Outcome.Leases(revision, outcome.leases(), outcome.more());
    }

    @Override
    public Outcome sessionOpened(Outcome.SessionOpened outcome) {
        return new Outcome.SessionOpened(
                revision, outcome.session(), outcome.lease(), outcome.epoch(), outcome.ttlMillis());
    }

    @Override
    public Outcome sessionEnded(Outcome.SessionEnded outcome) {
        return new Outcome.SessionEnded(revision, outcome.session(), outcome.deleted());
    }

    @Override
    public Outcome resolved(Outcome.Resolved outcome) {
        return new Outcome.Resolved(revision, outcome.first());
    }

    @Override
    public Outcome condensed(Outcome.Condensed outcome) {
        return new Outcome.Condensed(revision);
    }

    @Override
    public Outcome sessions(Outcome.Sessions outcome) {
        return new Outcome.Sessions(revision, outcome.sessions(), outcome.more());
    }

    @Override
    public Outcome config(ConfigOutcome outcome) {
        return outcome.accept(new ConfigAtRevision(revision));
    }

    @Override
    public Outcome lock(LockOutcome outcome) {
        return outcome.accept((LockOutcome.Handler<Outcome>) this);
    }

    @Override
    public Outcome granted(LockOutcome.Granted outcome) {
        return new LockOutcome.Granted(revision, outcome.token(), outcome.limit());
    }

    @Override
    public Outcome queued(LockOutcome.Queued outcome) {
        return new LockOutcome.Queued(revision, outcome.position());
    }

    @Override
    public Outcome released(LockOutcome.Released outcome) {
        return new LockOutcome.Released(revision, outcome.token());
    }

    @Override
    public Outcome withdrawn(LockOutcome.Withdrawn outcome) {
        return new LockOutcome.Withdrawn(revision, outcome.position(), outcome.holder());
    }

    @Override
    public Outcome freed(LockOutcome.Freed outcome) {
        return new LockOutcome.Freed(revision, outcome.holds());
    }

    @Override
    public Outcome permitsSet(LockOutcome.PermitsSet outcome) {
        return new LockOutcome.PermitsSet(revision, outcome.permits());
    }

    @Override
    public Outcome held(LockOutcome.Held outcome) {
        return new LockOutcome.Held(revision, outcome.hold());
    }

    @Override
    public Outcome shown(LockOutcome.Shown outcome) {
        return new LockOutcome.Shown(revision, outcome.lock(), outcome.holders(), outcome.waiters());
    }

    @Override
    public Outcome listed(LockOutcome.Listed outcome) {
        return new LockOutcome.Listed(revision, outcome.locks(), outcome.more());
    }

    @Override
    public Outcome published(LockOutcome.Published outcome) {
        return new LockOutcome.Published(revision);
    }

    @Override
    public Outcome changes(LockOutcome.Changes outcome) {
        return new LockOutcome.Changes(
                revision, outcome.head(), outcome.missed(), outcome.more(), outcome.leader(), outcome.changes());
    }
}
