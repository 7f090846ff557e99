package io.holdfast.client.internal;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.lock.LockPush;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Reason;
import io.holdfast.model.query.LockQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the cluster's state does with locks, as simply as it can be said: one line of holds and waits. */
public final class ModelLocks {
    /** What happened, for those who follow. */
    public final List<LockPush> pushes = new ArrayList<>();
    /** Every grant there ever was, by token: who got it. */
    final List<Entry> grants = new ArrayList<>();

    /** What happened in elections. */
    public final ModelElections elections = new ModelElections();

    private final List<Entry> line = new ArrayList<>();
    private final Map<String, Outcome.Rejection> endings = new HashMap<>();

    /** A hold, or a wait if its token is 0. */
    public static final class Entry {
        public final long session;
        final long acquisition;
        final String name;
        public final LockClaim claim;
        public long token;
        Bytes value;

        Entry(LockCommand.Acquire from) {
            session = from.session();
            acquisition = from.acquisition();
            name = from.name();
            claim = from.claim();
            value = claim.value();
        }

        boolean is(long otherSession, long other) {
            return session == otherSession && acquisition == other;
        }
    }

    /** Holds of a lock now. */
    public List<Entry> holders(String name) {
        return line.stream()
                .filter(entry -> entry.name.equals(name) && entry.token != 0)
                .toList();
    }

    /** Waits for a lock now. */
    public List<Entry> waiters(String name) {
        return line.stream()
                .filter(entry -> entry.name.equals(name) && entry.token == 0)
                .toList();
    }

    public Outcome apply(LockCommand command) {
        if (command instanceof LockCommand.Acquire acquire) {
            return acquire(acquire);
        }
        if (command instanceof LockCommand.Withdraw withdraw) {
            return withdraw(withdraw);
        }
        if (command instanceof LockCommand.Release release) {
            Entry known = find(release.session(), release.acquisition());
            if (known == null) {
                return notHeld(release.session(), release.acquisition());
            }
            return release(known, release.successor());
        }
        if (command instanceof LockCommand.Publish publish) {
            Entry known = find(publish.session(), publish.acquisition());
            if (known == null) {
                return notHeld(publish.session(), publish.acquisition());
            }
            known.value = publish.value();
            elections.published(known);
            return new LockOutcome.Published(1);
        }
        throw new AssertionError("the model does not know " + command);
    }

    private Outcome release(Entry known, String successor) {
        Entry next = waiters(known.name).stream()
                .filter(entry -> entry.claim.label().equals(successor))
                .findFirst()
                .orElse(null);
        if (next == null && !successor.isEmpty()) {
            return new Outcome.Rejection(1, Reason.NO_SUCH_CANDIDATE, "no " + successor + " waits", 0);
        }
        line.remove(known);
        elections.ended(known, LockEnd.RELEASED, "");
        if (!successor.isEmpty() && next != null) {
            grant(next);
        }
        advance(known.name);
        return new LockOutcome.Released(1, known.token);
    }

    public Outcome query(LockQuery query) {
        if (query instanceof LockQuery.Changes changes) {
            boolean lock = holders(changes.name()).stream().anyMatch(entry -> entry.claim.mode() != LockMode.LEADER);
            return lock
                    ? new Outcome.Rejection(1, Reason.WRONG_KIND, changes.name() + " is an exclusive lock", 0)
                    : elections.query(changes, holders(changes.name()));
        }
        if (query instanceof LockQuery.Acquisition asked) {
            Entry known = find(asked.session(), asked.acquisition());
            return known == null ? notHeld(asked.session(), asked.acquisition()) : now(known);
        }
        throw new AssertionError("the model does not know " + query);
    }

    private Outcome acquire(LockCommand.Acquire acquire) {
        Entry known = find(acquire.session(), acquire.acquisition());
        if (known != null) {
            return now(known);
        }
        Entry entry = new Entry(acquire);
        if (waiters(entry.name).isEmpty() && free(entry)) {
            line.add(entry);
            grant(entry);
        } else if (acquire.queue()) {
            line.add(entry);
        } else {
            return new Outcome.Rejection(1, Reason.LOCK_HELD, "held by somebody", 0);
        }
        return now(entry);
    }

    private Outcome withdraw(LockCommand.Withdraw withdraw) {
        Entry known = find(withdraw.session(), withdraw.acquisition());
        if (known == null) {
            return notHeld(withdraw.session(), withdraw.acquisition());
        }
        if (known.token != 0) {
            return now(known);
        }
        int position = waiters(known.name).indexOf(known) + 1;
        line.remove(known);
        advance(known.name);
        return new LockOutcome.Withdrawn(1, position, "held by worker-7 since 12:00");
    }

    private Outcome now(Entry entry) {
        return entry.token != 0
                ? new LockOutcome.Granted(1, entry.token, entry.claim.limit())
                : new LockOutcome.Queued(1, waiters(entry.name).indexOf(entry) + 1);
    }

    private Outcome notHeld(long session, long acquisition) {
        Outcome.Rejection ending = endings.get(session + "/" + acquisition);
        return ending != null
                ? ending
                : new Outcome.Rejection(1, Reason.LOCK_NOT_HELD, "nothing is known of it", LockEnd.UNKNOWN.number());
    }

    private @Nullable Entry find(long session, long acquisition) {
        return line.stream()
                .filter(entry -> entry.is(session, acquisition))
                .findFirst()
                .orElse(null);
    }

    private boolean free(Entry entry) {
        List<Entry> held = holders(entry.name);
        if (entry.claim.mode() == LockMode.PERMITS) {
            int taken = held.stream().mapToInt(each -> each.claim.permits()).sum();
            return taken + entry.claim.permits() <= entry.claim.limit();
        }
        return held.isEmpty()
                || (entry.claim.mode() == LockMode.READ
                        && held.stream().allMatch(each -> each.claim.mode() == LockMode.READ));
    }

    private void advance(String name) {
        List<Entry> waiting = waiters(name);
        if (!waiting.isEmpty() && free(waiting.get(0))) {
            grant(waiting.get(0));
            advance(name);
        }
    }

    private void grant(Entry entry) {
        grants.add(entry);
        entry.token = grants.size();
        elections.elected(entry);
        pushes.add(new LockPush.Granted(entry.session, entry.acquisition, entry.token));
    }

    /** Every hold of a lock ends otherwise than by its release. */
    public void end(String name, LockEnd end, String message) {
        for (Entry entry : holders(name)) {
            line.remove(entry);
            endings.put(
                    entry.session + "/" + entry.acquisition,
                    new Outcome.Rejection(1, Reason.LOCK_NOT_HELD, message, end.number()));
            elections.ended(entry, end, message);
            pushes.add(new LockPush.Ended(entry.session, entry.acquisition, entry.token, end, message));
        }
        advance(name);
    }

    /** A session ended, and with it whatever it held or waited for. */
    void ended(long session) {
        List<Entry> gone =
                line.stream().filter(entry -> entry.session == session).toList();
        line.removeAll(gone);
        gone.forEach(entry -> elections.ended(entry, LockEnd.SESSION_EXPIRED, "expired"));
        gone.forEach(entry -> advance(entry.name));
    }
}
