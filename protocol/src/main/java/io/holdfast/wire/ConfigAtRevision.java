package io.holdfast.wire;

import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;

/** Gives an outcome of configuration its revision. */
record ConfigAtRevision(long revision) implements ConfigOutcome.Handler<Outcome> {
    @Override
    public Outcome published(ConfigOutcome.Published outcome) {
        return new ConfigOutcome.Published(revision, outcome.header());
    }

    @Override
    public Outcome steered(ConfigOutcome.Steered outcome) {
        return new ConfigOutcome.Steered(revision, outcome.record());
    }

    @Override
    public Outcome configured(ConfigOutcome.Configured outcome) {
        return new ConfigOutcome.Configured(revision, outcome.record());
    }

    @Override
    public Outcome acknowledged(ConfigOutcome.Acknowledged outcome) {
        return new ConfigOutcome.Acknowledged(revision);
    }

    @Override
    public Outcome sets(ConfigOutcome.Sets outcome) {
        return new ConfigOutcome.Sets(revision, outcome.sets(), outcome.more());
    }

    @Override
    public Outcome one(ConfigOutcome.One outcome) {
        return new ConfigOutcome.One(revision, outcome.release());
    }

    @Override
    public Outcome history(ConfigOutcome.History outcome) {
        return new ConfigOutcome.History(revision, outcome.headers(), outcome.more());
    }

    @Override
    public Outcome offered(ConfigOutcome.Offered outcome) {
        return new ConfigOutcome.Offered(revision, outcome.header(), outcome.same(), outcome.documents());
    }

    @Override
    public Outcome status(ConfigOutcome.Status outcome) {
        return new ConfigOutcome.Status(
                revision, outcome.record(), outcome.concerned(), outcome.tallies(), outcome.clients(), outcome.more());
    }

    @Override
    public Outcome schema(ConfigOutcome.Schema outcome) {
        return new ConfigOutcome.Schema(revision, outcome.schema(), outcome.checksum());
    }
}
