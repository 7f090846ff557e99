package io.holdfast.client.internal;

import io.holdfast.model.Limits;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.LeaseCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.command.Put;
import io.holdfast.model.command.SessionCommand;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseName;
import io.holdfast.model.lease.Renewal;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import io.holdfast.model.query.Query;
import io.holdfast.model.query.SessionQuery;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.wire.Request;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the cluster's state does with sessions, requests and leases, as simply as it can be said. */
final class ModelState {
    /** Every put that was applied, by key: at which revisions. */
    final Map<String, List<Long>> applied = new HashMap<>();

    final Map<Long, Window> sessions = new TreeMap<>();
    final ModelLocks locks = new ModelLocks();
    private final Map<Long, Outcome.Rejection> ended = new HashMap<>();
    private final Map<Long, Lease> leases = new HashMap<>();
    private final Map<Long, Integer> renewed = new HashMap<>();
    private long lastEpoch = 100;
    private long nextLease = 1;
    private long revision = 1;

    /** A session: its lease, and the replies it keeps; null for a number that was closed. */
    static final class Window {
        final SessionRecord record;
        final Map<Long, @Nullable Outcome> replies = new TreeMap<>();
        long floor = 1;

        Window(SessionRecord record) {
            this.record = record;
        }
    }

    /** How often the lease that has this id now was renewed. */
    int renewals(long lease) {
        return renewed.getOrDefault(Objects.requireNonNull(leases.get(lease)).epoch(), 0);
    }

    private record Lease(long epoch, long ttlMillis) {}

    private Renewal renew(LeaseName asked) {
        Lease lease = leases.get(asked.lease());
        if (lease != null && asked.means(lease.epoch())) {
            renewed.merge(lease.epoch(), 1, Integer::sum);
        }
        return lease != null && asked.means(lease.epoch())
                ? new Renewal(asked.lease(), lease.epoch(), lease.ttlMillis())
                : Renewal.gone(asked);
    }

    private void grant(long lease, long ttlMillis) {
        leases.put(lease, new Lease(++lastEpoch, ttlMillis));
    }

    Result answer(Request request) {
        if (request instanceof Request.WriteOnce once) {
            return new Result.Answered(request.id(), once(once));
        }
        if (request instanceof Request.Write write) {
            return new Result.Answered(request.id(), apply(write.command().command()));
        }
        if (request instanceof Request.Read read) {
            return new Result.Answered(request.id(), query(read.query()));
        }
        if (request instanceof Request.Renew renew) {
            return new Result.Renewed(
                    request.id(), renew.leases().stream().map(this::renew).toList());
        }
        if (request instanceof Request.Follow follow) {
            return new Result.Followed(follow.id());
        }
        if (request instanceof Request.Subscribe || request instanceof Request.Unsubscribe) {
            return new Result.Subscribed(request.id());
        }
        if (request instanceof Request.TimeToLive asked) {
            Lease lease = leases.get(asked.lease());
            long ttl = lease == null ? 0 : lease.ttlMillis();
            return new Result.Lives(request.id(), new LeaseLife(revision, asked.lease(), ttl, ttl, List.of()));
        }
        throw new AssertionError("the model does not know " + request);
    }

    private Outcome once(Request.WriteOnce request) {
        Window window = sessions.get(request.session());
        if (window == null) {
            return missing(request.session());
        }
        if (request.sequence() < window.floor) {
            return no(Reason.STALE_REQUEST, window.floor, "forgotten");
        }
        if (window.replies.containsKey(request.sequence())) {
            Outcome first = window.replies.get(request.sequence());
            return first == null ? no(Reason.REQUEST_CLOSED, 0, "closed") : first;
        }
        if (request.sequence() >= Math.max(window.floor, request.floor()) + Limits.MAX_OPEN_REQUESTS) {
            return no(Reason.TOO_MANY_REQUESTS, Limits.MAX_OPEN_REQUESTS, "too many");
        }
        window.floor = Math.max(window.floor, request.floor());
        window.replies.keySet().removeIf(number -> number < window.floor);
        Outcome outcome = apply(request.command().command());
        window.replies.put(request.sequence(), outcome);
        return outcome;
    }

    Outcome apply(Command command) {
        if (command instanceof Put put) {
            applied.computeIfAbsent(put.key().toString(), key -> new ArrayList<>())
                    .add(++revision);
            return new Outcome.Put(revision, null);
        }
        if (command instanceof LockCommand lock) {
            return locks.apply(lock);
        }
        if (command instanceof SessionCommand.Open open) {
            return open(open);
        }
        if (command instanceof SessionCommand.Close close) {
            return end(close.session(), SessionEnd.CLOSED, "was closed");
        }
        if (command instanceof SessionCommand.Kill kill) {
            return end(kill.session(), SessionEnd.KILLED, "was killed by " + kill.by() + " (" + kill.why() + ")");
        }
        if (command instanceof SessionCommand.Resolve resolve) {
            return resolve(resolve);
        }
        if (command instanceof LeaseCommand.Grant grant) {
            long lease = grant.lease() == 0 ? nextLease++ : grant.lease();
            grant(lease, grant.ttlMillis());
            return new Outcome.LeaseGranted(revision, lease, grant.ttlMillis());
        }
        if (command instanceof LeaseCommand.Revoke revoke) {
            leases.remove(revoke.lease());
            return new Outcome.LeaseEnded(revision, revoke.lease(), 0);
        }
        throw new AssertionError("the model does not know " + command);
    }

    private Outcome open(SessionCommand.Open open) {
        Outcome.Rejection gone = ended.get(open.session());
        if (gone != null) {
            return gone;
        }
        Window window = sessions.computeIfAbsent(open.session(), id -> {
            long lease = nextLease++;
            grant(lease, open.ttlMillis());
            return new Window(new SessionRecord(
                    id,
                    lease,
                    open.client(),
                    open.principal(),
                    open.address(),
                    0,
                    open.ttlMillis(),
                    open.graceMillis(),
                    0));
        });
        long lease = window.record.lease();
        return new Outcome.SessionOpened(
                revision,
                open.session(),
                lease,
                Objects.requireNonNull(leases.get(lease)).epoch(),
                window.record.ttlMillis());
    }

    /** Ends a session, as the leader does when nobody renews. */
    void expire(long session) {
        end(session, SessionEnd.EXPIRED, "expired");
    }

    /** Ends a lease. */
    void revoke(long lease) {
        leases.remove(lease);
    }

    private Outcome end(long session, SessionEnd end, String words) {
        Window window = sessions.remove(session);
        if (window == null) {
            return missing(session);
        }
        leases.remove(window.record.lease());
        locks.ended(session);
        ended.put(session, no(Reason.SESSION_NOT_FOUND, end.number(), "the session " + words));
        return new Outcome.SessionEnded(revision, session, 0);
    }

    private Outcome resolve(SessionCommand.Resolve resolve) {
        Window window = sessions.get(resolve.session());
        if (window == null) {
            return missing(resolve.session());
        }
        window.floor = Math.max(window.floor, Math.min(resolve.floor(), resolve.sequence()));
        window.replies.keySet().removeIf(number -> number < window.floor);
        if (resolve.sequence() < window.floor) {
            return no(Reason.STALE_REQUEST, window.floor, "forgotten");
        }
        if (resolve.sequence() >= window.floor + Limits.MAX_OPEN_REQUESTS) {
            return no(Reason.TOO_MANY_REQUESTS, Limits.MAX_OPEN_REQUESTS, "too many");
        }
        window.replies.putIfAbsent(resolve.sequence(), null);
        return new Outcome.Resolved(revision, window.replies.get(resolve.sequence()));
    }

    private Outcome query(Query query) {
        if (query instanceof LockQuery lock) {
            return locks.query(lock);
        }
        if (query instanceof SessionQuery asked) {
            Window window = sessions.get(asked.session());
            return window == null
                    ? missing(asked.session())
                    : new Outcome.Sessions(revision, List.of(window.record), false);
        }
        return new Outcome.Range(revision, List.of(), false, 0);
    }

    private Outcome missing(long session) {
        Outcome.Rejection known = ended.get(session);
        return known == null ? no(Reason.SESSION_NOT_FOUND, 0, "there is no such session") : known;
    }

    private Outcome.Rejection no(Reason reason, long bound, String message) {
        return new Outcome.Rejection(revision, reason, message, bound);
    }
}
