package io.holdfast.statemachine.twin;

import io.holdfast.model.command.LockCommand;
import io.holdfast.model.lock.ElectionStep;
import io.holdfast.model.lock.LockClaim;
import io.holdfast.model.lock.LockEnd;
import io.holdfast.model.lock.LockKind;
import io.holdfast.model.lock.LockMode;
import io.holdfast.model.outcome.LockOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Locks as one would explain them: lists of holders and lists of those who wait. Its rejections have no words. */
final class NaiveLocks {
    /** Somebody who holds (with a token) or waits (with a ticket). */
    record Party(long session, long acquisition, String name, LockClaim claim, long number) {}

    /** One lock. */
    static final class Lock {
        final String name;
        final LockKind kind;
        int limit;
        boolean fixed;
        long lastToken;
        long coolingMillis;
        long coolingToken;
        final List<Party> holders = new ArrayList<>();
        final List<Party> queue = new ArrayList<>();

        Lock(String name, LockKind kind, int limit) {
            this.name = name;
            this.kind = kind;
            this.limit = limit;
        }

        boolean fits(LockClaim claim) {
            if (kind == LockKind.SEMAPHORE) {
                return holders.stream()
                                        .mapToInt(holder -> holder.claim().permits())
                                        .sum()
                                + claim.permits()
                        <= limit;
            }
            return holders.stream().noneMatch(holder -> NaiveCircles.exclude(holder.claim(), claim));
        }
    }

    final Map<String, Lock> locks = new TreeMap<>();
    final Set<Long> sessions = new TreeSet<>();

    final NaiveElections elections = new NaiveElections();

    /** What a step did, for comparison. */
    final List<String> changes = new ArrayList<>();

    private final LinkedHashMap<List<Long>, LockEnd> endings = new LinkedHashMap<>();
    private long tokens;
    private long tickets;

    Outcome apply(LockCommand command) {
        if (command instanceof LockCommand.Acquire acquire) {
            return acquire(acquire);
        }
        if (command instanceof LockCommand.Withdraw withdraw) {
            return withdraw(withdraw.session(), withdraw.acquisition(), withdraw.name());
        }
        if (command instanceof LockCommand.Release release) {
            return release(release.session(), release.acquisition(), release.name(), release.successor());
        }
        if (command instanceof LockCommand.Publish publish) {
            return publish(publish);
        }
        if (command instanceof LockCommand.Revoke revoke) {
            return revoke(revoke);
        }
        if (command instanceof LockCommand.SetPermits set) {
            return setPermits(set);
        }
        return command instanceof LockCommand.EndHold end ? endHold(end) : endDelay((LockCommand.EndDelay) command);
    }

    private Outcome acquire(LockCommand.Acquire command) {
        LockClaim claim = command.claim();
        LockKind kind = claim.mode().kind();
        if (!sessions.contains(command.session())) {
            return no(Reason.SESSION_NOT_FOUND, -1);
        }
        Party known = find(command.session(), command.acquisition());
        if (known != null) {
            LockClaim before = kind == LockKind.ELECTION ? known.claim().publishing(claim.value()) : known.claim();
            boolean same = known.name().equals(command.name()) && before.equals(claim);
            return same ? standing(known) : no(Reason.INVALID_ARGUMENT, 0);
        }
        LockEnd ended = endings.get(List.of(command.session(), command.acquisition()));
        if (ended != null) {
            return no(Reason.LOCK_NOT_HELD, ended.number());
        }
        Lock lock = locks.get(command.name());
        if (lock != null && lock.kind != kind) {
            return no(Reason.WRONG_KIND, 0);
        }
        int limit = lock == null ? claim.limit() : lock.limit;
        if (kind == LockKind.SEMAPHORE && claim.permits() > limit) {
            return no(Reason.INVALID_ARGUMENT, limit);
        }
        lock = lock == null ? new Lock(command.name(), kind, claim.limit()) : lock;
        Party asked = new Party(command.session(), command.acquisition(), command.name(), claim, 0);
        if (lock.queue.isEmpty() && lock.coolingMillis == 0 && lock.fits(claim)) {
            locks.put(command.name(), lock);
            grant(lock, asked);
            return standing(Objects.requireNonNull(find(asked.session(), asked.acquisition())));
        }
        Optional<Party> read = lock.holders.stream()
                .filter(holder -> holder.session() == command.session()
                        && holder.claim().owner().equals(claim.owner())
                        && holder.claim().mode() == LockMode.READ)
                .min(Comparator.comparingLong(Party::acquisition));
        if (read.isPresent() && !claim.owner().isEmpty() && claim.mode() == LockMode.WRITE) {
            return no(Reason.UPGRADE, read.get().number());
        }
        if (!command.queue()) {
            return no(Reason.LOCK_HELD, lock.lastToken);
        }
        int circle = NaiveCircles.shortest(locks.values(), asked);
        if (circle > 0) {
            return no(Reason.DEADLOCK, circle);
        }
        int ahead = (int) lock.queue.stream()
                .filter(party -> party.claim().priority() >= claim.priority())
                .count();
        lock.queue.add(ahead, new Party(asked.session(), asked.acquisition(), asked.name(), claim, ++tickets));
        return new LockOutcome.Queued(1, ahead + 1);
    }

    private Outcome publish(LockCommand.Publish command) {
        Party found = find(command.session(), command.acquisition());
        if (found == null || !found.name().equals(command.name())) {
            return missing(found, command.session(), command.acquisition());
        }
        Lock lock = lockOf(found);
        if (lock.kind != LockKind.ELECTION) {
            return no(Reason.WRONG_KIND, 0);
        }
        if (!found.claim().value().equals(command.value())) {
            LockClaim claim = found.claim().publishing(command.value());
            Party now = new Party(found.session(), found.acquisition(), found.name(), claim, found.number());
            lock.queue.replaceAll(party -> party.equals(found) ? now : party);
            if (lock.holders.contains(found)) {
                lock.holders.replaceAll(party -> party.equals(found) ? now : party);
                elections.note(lock, now, ElectionStep.PUBLISHED, LockEnd.UNKNOWN);
            }
        }
        return new LockOutcome.Published(1);
    }

    /** Moves the first candidate of a name to the head of the queue; the "no" if it cannot be, or null. */
    private @Nullable Rejection prefer(Lock lock, String successor) {
        if (successor.isEmpty()) {
            return null;
        }
        if (lock.kind != LockKind.ELECTION) {
            return no(Reason.WRONG_KIND, 0);
        }
        for (Party waiter : lock.queue) {
            if (waiter.claim().label().equals(successor)) {
                lock.queue.remove(waiter);
                lock.queue.add(0, waiter);
                return null;
            }
        }
        return no(Reason.NO_SUCH_CANDIDATE, 0);
    }

    private Outcome withdraw(long session, long acquisition, String name) {
        Party found = find(session, acquisition);
        if (found == null || !found.name().equals(name)) {
            return missing(found, session, acquisition);
        }
        Lock lock = lockOf(found);
        int position = lock.queue.indexOf(found);
        if (position < 0) {
            return standing(found);
        }
        lock.queue.remove(found);
        settle(lock);
        return new LockOutcome.Withdrawn(1, position + 1, "");
    }

    private Outcome release(long session, long acquisition, String name, String successor) {
        Party found = find(session, acquisition);
        if (found == null || !found.name().equals(name)) {
            return missing(found, session, acquisition);
        }
        Lock lock = lockOf(found);
        if (lock.kind == LockKind.ELECTION && !successor.isEmpty() && lock.queue.contains(found)) {
            return no(Reason.INVALID_ARGUMENT, 0);
        }
        Rejection rejection = prefer(lock, successor);
        if (rejection != null) {
            return rejection;
        }
        boolean held = lock.holders.remove(found);
        lock.queue.remove(found);
        if (held) {
            changes.add("ended " + name + " " + found.number() + " RELEASED");
            elections.note(lock, found, ElectionStep.ENDED, LockEnd.RELEASED);
        }
        settle(lock);
        return new LockOutcome.Released(1, held ? found.number() : 0);
    }

    private Outcome missing(@Nullable Party found, long session, long acquisition) {
        LockEnd end = endings.getOrDefault(List.of(session, acquisition), LockEnd.UNKNOWN);
        return found == null ? no(Reason.LOCK_NOT_HELD, end.number()) : no(Reason.INVALID_ARGUMENT, 0);
    }

    private Outcome revoke(LockCommand.Revoke command) {
        Lock lock = locks.get(command.name());
        if (lock == null) {
            return no(Reason.LOCK_NOT_FOUND, 0);
        }
        List<Party> taken = lock.holders.stream()
                .filter(holder -> command.token() == 0 || holder.number() == command.token())
                .toList();
        boolean warms = lock.coolingMillis > 0 && (command.token() == 0 || lock.coolingToken == command.token());
        if (taken.isEmpty() && !warms) {
            return no(Reason.LOCK_NOT_HELD, 0);
        }
        Rejection rejection = prefer(lock, command.successor());
        if (rejection != null) {
            return rejection;
        }
        if (warms) {
            warm(lock);
        }
        taken.forEach(holder -> end(lock, holder, LockEnd.REVOKED));
        settle(lock);
        return new LockOutcome.Freed(1, taken.size());
    }

    private Outcome setPermits(LockCommand.SetPermits command) {
        Lock lock = locks.get(command.name());
        int permits = command.permits();
        if (lock == null && permits == 0) {
            return no(Reason.LOCK_NOT_FOUND, 0);
        }
        lock = lock == null ? new Lock(command.name(), LockKind.SEMAPHORE, permits) : lock;
        if (lock.kind != LockKind.SEMAPHORE) {
            return no(Reason.WRONG_KIND, 0);
        }
        int most = lock.queue.stream()
                .mapToInt(party -> party.claim().permits())
                .max()
                .orElse(0);
        if (permits > 0 && permits < most) {
            return no(Reason.INVALID_ARGUMENT, most);
        }
        locks.put(command.name(), lock);
        lock.fixed = permits > 0;
        lock.limit = permits > 0 ? permits : lock.limit;
        settle(lock);
        return new LockOutcome.PermitsSet(1, locks.containsKey(lock.name) ? lock.limit : 0);
    }

    private Outcome endHold(LockCommand.EndHold command) {
        Lock lock = locks.get(command.name());
        if (lock != null) {
            for (Party holder : lock.holders) {
                if (holder.number() == command.token()) {
                    if (holder.claim().maxHoldMillis() == 0) {
                        return no(Reason.INVALID_ARGUMENT, 0);
                    }
                    end(lock, holder, LockEnd.MAX_HOLD);
                    settle(lock);
                    return new LockOutcome.Freed(1, 1);
                }
            }
        }
        return no(Reason.LOCK_NOT_HELD, 0);
    }

    private Outcome endDelay(LockCommand.EndDelay command) {
        Lock lock = locks.get(command.name());
        if (lock == null || lock.coolingMillis == 0 || lock.coolingToken != command.token()) {
            return no(Reason.LOCK_NOT_FOUND, 0);
        }
        warm(lock);
        settle(lock);
        return new LockOutcome.Freed(1, 0);
    }

    /** A session ended: it gives up all waits, then all holds, then others have their turn. */
    void sessionEnded(long session, LockEnd how) {
        sessions.remove(session);
        locks.values().forEach(lock -> lock.queue.removeIf(waiter -> waiter.session() == session));
        locks.values().stream()
                .flatMap(lock -> lock.holders.stream())
                .filter(holder -> holder.session() == session)
                .sorted((one, other) -> Long.compare(one.acquisition(), other.acquisition()))
                .toList()
                .forEach(holder -> end(lockOf(holder), holder, how));
        List.copyOf(locks.values()).forEach(this::settle);
    }

    private void end(Lock lock, Party holder, LockEnd how) {
        lock.holders.remove(holder);
        changes.add("ended " + lock.name + " " + holder.number() + " " + how);
        elections.note(lock, holder, ElectionStep.ENDED, how);
        endings.put(List.of(holder.session(), holder.acquisition()), how);
        if (endings.size() > 1024) {
            endings.remove(endings.keySet().iterator().next());
        }
        long delay = holder.claim().delayMillis();
        if (how == LockEnd.SESSION_EXPIRED && delay > 0) {
            long before = lock.coolingMillis;
            if (before > 0) {
                warm(lock);
            }
            lock.coolingMillis = Math.max(before, delay);
            lock.coolingToken = holder.number();
            changes.add("cooling " + lock.name + " " + holder.number() + " " + lock.coolingMillis);
        }
    }

    private void warm(Lock lock) {
        changes.add("cooled " + lock.name + " " + lock.coolingToken);
        lock.coolingMillis = 0;
        lock.coolingToken = 0;
    }

    private void settle(Lock lock) {
        while (lock.coolingMillis == 0
                && !lock.queue.isEmpty()
                && lock.fits(lock.queue.get(0).claim())) {
            grant(lock, lock.queue.remove(0));
        }
        if (lock.holders.isEmpty() && lock.queue.isEmpty() && !lock.fixed && lock.coolingMillis == 0) {
            locks.remove(lock.name);
        }
    }

    private void grant(Lock lock, Party to) {
        lock.lastToken = ++tokens;
        Party holder = new Party(to.session(), to.acquisition(), to.name(), to.claim(), tokens);
        lock.holders.add(holder);
        elections.note(lock, holder, ElectionStep.ELECTED, LockEnd.UNKNOWN);
        changes.add("granted " + lock.name + " " + tokens + " " + to.session() + " " + to.acquisition());
    }

    Outcome standing(Party party) {
        Lock lock = lockOf(party);
        return lock.holders.contains(party)
                ? new LockOutcome.Granted(1, party.number(), lock.limit)
                : new LockOutcome.Queued(1, lock.queue.indexOf(party) + 1);
    }

    @Nullable
    Party find(long session, long acquisition) {
        for (Lock lock : locks.values()) {
            for (List<Party> parties : List.of(lock.holders, lock.queue)) {
                for (Party party : parties) {
                    if (party.session() == session && party.acquisition() == acquisition) {
                        return party;
                    }
                }
            }
        }
        return null;
    }

    private Lock lockOf(Party party) {
        return Objects.requireNonNull(locks.get(party.name()));
    }

    private static Rejection no(Reason reason, long bound) {
        return new Rejection(1, reason, "", bound);
    }
}
