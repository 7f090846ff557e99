package io.holdfast.statemachine.twin;

import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseRecord;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LeasesQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.RangeQuery;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.query.SessionsQuery;
import io.holdfast.model.query.TransactionQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Keys, leases and sessions as one would explain them. */
final class NaiveState {
    private final NavigableMap<Long, LeaseRecord> leases = new TreeMap<>();
    private final NavigableMap<Long, NaiveSession> sessions = new TreeMap<>();
    private final Map<Long, SessionEnd> endings = new LinkedHashMap<>();
    private final NaiveKeyspace keys = new NaiveKeyspace(leases::containsKey);
    private long lastPicked;
    private long lastEpoch;

    /**
     * Applies one command.
     *
     * @param command the command
     * @param millis when
     * @param answer the answer of the other twin: the words of a "no" are taken over from it, because they take room
     */
    Outcome apply(Command command, long millis, Outcome answer) {
        if (command instanceof LeaseCommand lease) {
            return apply(lease);
        }
        return command instanceof SessionCommand session ? apply(session, millis, answer) : keys.apply(command);
    }

    Outcome query(Query query) {
        if (query instanceof LeasesQuery page) {
            List<LeaseRecord> all = leases.tailMap(page.after(), false).values().stream()
                    .map(this::counted)
                    .toList();
            return page(page.limit(), all, list -> new Outcome.Leases(revision(), list, list.size() < all.size()));
        }
        if (query instanceof SessionsQuery page) {
            List<SessionRecord> all = sessions.tailMap(page.after(), false).values().stream()
                    .map(this::record)
                    .toList();
            return page(page.limit(), all, list -> new Outcome.Sessions(revision(), list, list.size() < all.size()));
        }
        if (query instanceof SessionQuery one) {
            NaiveSession session = sessions.get(one.session());
            return session == null
                    ? notFound(one.session())
                    : new Outcome.Sessions(revision(), List.of(record(session)), false);
        }
        return query instanceof RangeQuery range ? keys.query(range) : keys.query((TransactionQuery) query);
    }

    private static <T> Outcome page(int limit, List<T> all, Function<List<T>, Outcome> answer) {
        return answer.apply(limit <= 0 ? all : all.subList(0, Math.min(limit, all.size())));
    }

    private LeaseRecord counted(LeaseRecord lease) {
        int attached = keys.attachedTo(lease.lease());
        return new LeaseRecord(
                lease.lease(), lease.epoch(), lease.ttlMillis(), lease.boundMillis(), lease.session(), attached);
    }

    private SessionRecord record(NaiveSession session) {
        SessionCommand.Open open = session.open;
        return new SessionRecord(
                open.session(),
                session.lease,
                open.client(),
                open.principal(),
                open.address(),
                session.openedMillis,
                session.ttlMillis,
                open.graceMillis(),
                keys.attachedTo(session.lease));
    }

    private Outcome apply(LeaseCommand command) {
        if (command instanceof LeaseCommand.Grant grant) {
            return grant(grant);
        }
        if (command instanceof LeaseCommand.Checkpoint checkpoint) {
            return checkpoint(checkpoint);
        }
        long id = command instanceof LeaseCommand.Revoke revoke
                ? revoke.lease()
                : ((LeaseCommand.Expire) command).lease();
        LeaseRecord lease = leases.get(id);
        if (lease == null) {
            return no(Reason.LEASE_NOT_FOUND, 0);
        }
        if (command instanceof LeaseCommand.Expire expire && expire.epoch() != lease.epoch()) {
            return no(Reason.STALE_EPOCH, lease.epoch());
        }
        if (command instanceof LeaseCommand.Revoke && lease.session() != 0) {
            return no(Reason.LEASE_OF_SESSION, 0);
        }
        int deleted = end(id);
        if (lease.session() != 0) {
            forget(lease.session(), SessionEnd.EXPIRED);
        }
        return new Outcome.LeaseEnded(revision(), id, deleted);
    }

    private Outcome grant(LeaseCommand.Grant grant) {
        if (grant.lease() < 0 || grant.ttlMillis() <= 0) {
            return no(Reason.INVALID_ARGUMENT, 0);
        }
        if (grant.ttlMillis() > 9_000_000_000_000L) {
            return no(Reason.TTL_TOO_LARGE, 9_000_000_000_000L);
        }
        if (leases.containsKey(grant.lease())) {
            return no(Reason.LEASE_EXISTS, 0);
        }
        LeaseRecord granted = granted(grant.lease(), Math.max(1000, grant.ttlMillis()), 0);
        return new Outcome.LeaseGranted(revision(), granted.lease(), granted.ttlMillis());
    }

    private LeaseRecord granted(long wanted, long ttlMillis, long session) {
        long id = wanted;
        while (id == 0 || leases.containsKey(id)) {
            id = ++lastPicked;
        }
        LeaseRecord lease = new LeaseRecord(id, ++lastEpoch, ttlMillis, ttlMillis, session, 0);
        leases.put(id, lease);
        return lease;
    }

    private Outcome checkpoint(LeaseCommand.Checkpoint checkpoint) {
        int changed = 0;
        for (LeaseCommand.Bound bound : checkpoint.bounds()) {
            LeaseRecord old = leases.get(bound.lease());
            if (old != null && old.epoch() == bound.epoch()) {
                long millis = Math.max(0, Math.min(old.ttlMillis(), bound.boundMillis()));
                leases.put(
                        old.lease(),
                        new LeaseRecord(old.lease(), old.epoch(), old.ttlMillis(), millis, old.session(), 0));
                changed++;
            }
        }
        return new Outcome.Checkpointed(revision(), changed);
    }

    private Outcome apply(SessionCommand command, long millis, Outcome answer) {
        if (command instanceof SessionCommand.Open open) {
            return open(open, millis);
        }
        if (command instanceof SessionCommand.Once once) {
            return once(once, millis, answer);
        }
        if (command instanceof SessionCommand.Resolve resolve) {
            return resolve(resolve);
        }
        boolean closing = command instanceof SessionCommand.Close;
        long id = closing ? ((SessionCommand.Close) command).session() : ((SessionCommand.Kill) command).session();
        NaiveSession session = sessions.get(id);
        if (session == null) {
            return notFound(id);
        }
        int deleted = end(session.lease);
        forget(id, closing ? SessionEnd.CLOSED : SessionEnd.KILLED);
        return new Outcome.SessionEnded(revision(), id, deleted);
    }

    private Outcome open(SessionCommand.Open open, long millis) {
        if (open.session() <= 0) {
            return no(Reason.INVALID_ARGUMENT, 0);
        }
        long ttlMillis = Math.max(1000, Math.min(86_400_000, open.ttlMillis()));
        if (open.graceMillis() != 0 && (open.graceMillis() < 150 || open.graceMillis() > ttlMillis)) {
            return no(Reason.INVALID_ARGUMENT, 150);
        }
        NaiveSession session = sessions.get(open.session());
        if (session != null && !session.open.principal().equals(open.principal())) {
            return no(Reason.SESSION_FOREIGN, 0);
        }
        if (session == null) {
            if (endings.containsKey(open.session())) {
                return notFound(open.session());
            }
            long lease = granted(0, ttlMillis, open.session()).lease();
            session = new NaiveSession(open, lease, ttlMillis, millis, revision());
            sessions.put(open.session(), session);
        }
        return new Outcome.SessionOpened(
                session.openedRevision,
                open.session(),
                session.lease,
                Objects.requireNonNull(leases.get(session.lease)).epoch(),
                session.ttlMillis);
    }

    private Outcome once(SessionCommand.Once once, long millis, Outcome answer) {
        if (once.sequence() <= 0 || once.floor() > once.sequence()) {
            return no(Reason.INVALID_ARGUMENT, 0);
        }
        NaiveSession session = sessions.get(once.session());
        if (session == null) {
            return notFound(once.session());
        }
        session.raiseFloor(once.floor());
        if (once.sequence() < session.floor) {
            return no(Reason.STALE_REQUEST, session.floor);
        }
        if (once.sequence() >= session.floor + 1024) {
            return no(Reason.TOO_MANY_REQUESTS, 1024);
        }
        Optional<Outcome> kept = session.replies.get(once.sequence());
        if (kept != null) {
            return kept.orElse(no(Reason.REQUEST_CLOSED, 0));
        }
        Outcome outcome = apply(once.command(), millis, answer);
        boolean words = outcome instanceof Outcome.Rejection && answer instanceof Outcome.Rejection;
        session.keep(once.sequence(), words ? answer : outcome);
        return outcome;
    }

    private Outcome resolve(SessionCommand.Resolve resolve) {
        if (resolve.sequence() <= 0) {
            return no(Reason.INVALID_ARGUMENT, 0);
        }
        NaiveSession session = sessions.get(resolve.session());
        if (session == null) {
            return notFound(resolve.session());
        }
        session.raiseFloor(Math.min(resolve.floor(), resolve.sequence()));
        if (resolve.sequence() < session.floor) {
            return no(Reason.STALE_REQUEST, session.floor);
        }
        if (resolve.sequence() >= session.floor + 1024) {
            return no(Reason.TOO_MANY_REQUESTS, 1024);
        }
        session.replies.putIfAbsent(resolve.sequence(), Optional.empty());
        return new Outcome.Resolved(
                revision(), session.replies.get(resolve.sequence()).orElse(null));
    }

    private int end(long lease) {
        leases.remove(lease);
        return keys.deleteAttachedTo(lease);
    }

    private void forget(long session, SessionEnd end) {
        sessions.remove(session);
        endings.put(session, end);
        if (endings.size() > 1024) {
            endings.remove(endings.keySet().iterator().next());
        }
    }

    private Outcome notFound(long session) {
        return no(
                Reason.SESSION_NOT_FOUND,
                endings.getOrDefault(session, SessionEnd.UNKNOWN).number());
    }

    private Outcome.Rejection no(Reason reason, long bound) {
        return new Outcome.Rejection(revision(), reason, "", bound);
    }

    private long revision() {
        return keys.revision();
    }
}
