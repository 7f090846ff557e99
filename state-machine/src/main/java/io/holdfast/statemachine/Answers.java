package io.holdfast.statemachine;

import io.holdfast.model.Limits;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.config.ConfigAnswers;
import io.holdfast.statemachine.kv.QueryRun;
import io.holdfast.statemachine.lock.LockAnswers;
import java.util.List;

/** Answers every query from one image. Safe for any thread. */
final class Answers implements Query.Handler<Outcome> {
    private final StateImage image;

    Answers(StateImage image) {
        this.image = image;
    }

    @Override
    public Outcome range(RangeQuery query) {
        return new QueryRun(image.keyspace()).range(query);
    }

    @Override
    public Outcome transaction(TransactionQuery query) {
        return new QueryRun(image.keyspace()).transaction(query);
    }

    @Override
    public Outcome leases(LeasesQuery query) {
        int limit = pageOf(query.limit());
        List<LeaseRecord> found = image.leases().after(query.after(), limit + 1);
        return new Outcome.Leases(revision(), upTo(limit, found), found.size() > limit);
    }

    @Override
    public Outcome sessions(SessionsQuery query) {
        int limit = pageOf(query.limit());
        List<SessionRecord> found = image.sessions().after(query.after(), limit + 1);
        return new Outcome.Sessions(revision(), upTo(limit, found), found.size() > limit);
    }

    @Override
    public Outcome session(SessionQuery query) {
        SessionRecord found = image.sessions().get(query.session());
        return found == null
                ? image.sessions().notFound(query.session(), revision())
                : new Outcome.Sessions(revision(), List.of(found), false);
    }

    @Override
    public Outcome config(ConfigQuery query) {
        return query.accept(new ConfigAnswers(image.configs(), revision()));
    }

    @Override
    public Outcome lock(LockQuery query) {
        return query.accept(new LockAnswers(image.locks(), image.sessions()::get, revision()));
    }

    private long revision() {
        return image.keyspace().revision();
    }

    private static int pageOf(int limit) {
        return limit <= 0 ? Limits.MAX_LISTED : Math.min(limit, Limits.MAX_LISTED);
    }

    private static <T> List<T> upTo(int limit, List<T> found) {
        return found.subList(0, Math.min(limit, found.size()));
    }
}
