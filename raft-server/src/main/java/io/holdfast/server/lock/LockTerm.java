package io.holdfast.server.lock;

import io.holdfast.model.command.EncodedCommand;
import io.holdfast.model.command.LockCommand;
import io.holdfast.server.lock.Countdown.Kind;
import io.holdfast.server.port.Proposer.Proposal;
import io.holdfast.statemachine.LockChange;
import io.holdfast.wire.CommandCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The countdowns of one term of this node's leadership. Tokens name them: there is one a grant, and the delay after a hold
 * begins when the hold has ended.
 *
 * <p>The state that the term begins with is read elsewhere, while changes of it are heard here. What was heard to have
 * ended until then is remembered, so that it is not begun from the state.
 *
 * <p>Confined to the ticker thread, but for {@link #changed}.
 */
final class LockTerm {
    /** Commands under way at once, so that many ends take their turn with everybody else's commands. */
    static final int MAX_UNDER_WAY = 1_024;

    /** A command that failed is proposed again after so long. */
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Countdowns of the state that begin in one tick, so that a new leader with many of them renews leases meanwhile. */
    static final int MAX_TAKEN_UP = 4_096;

    /** A command that takes longer is given up, and proposed again. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long term;
    private final LockTimer.Core core;
    private final long beganNanos;
    private final Map<Long, Countdown> countdowns = new HashMap<>();

    /** Those of them whose end is not under way. */
    private final TreeSet<Countdown> waiting = new TreeSet<>(Countdown.BY_TIME);

    private final Queue<Noted> incoming = new ConcurrentLinkedQueue<>();
    private final Queue<Countdown.Landed> landed = new ConcurrentLinkedQueue<>();

    /** What was to be timed when the state was read, as grants and delays; null until then, and once it was taken up. */
    private volatile @Nullable List<LockChange> found;

    /** How many of them were taken up. */
    private int takenUp;

    /** The tokens of what ended before the state was taken up; null from then on. */
    private @Nullable Set<Long> ended = new HashSet<>();

    private int underWay;

    /** What of a change the countdowns need: what begins, null if something ends, and how long it lasts. */
    private record Noted(@Nullable Kind begins, String name, long token, long millis) {
        /** Null if nothing is to be done: most holds have no maximum. */
        static @Nullable Noted of(LockChange change) {
            if (change instanceof LockChange.Granted granted) {
                long millis = granted.maxHoldMillis();
                return millis == 0 ? null : new Noted(Kind.HOLD, granted.name(), granted.token(), millis);
            }
            if (change instanceof LockChange.Cooling cooling) {
                return new Noted(Kind.DELAY, cooling.name(), cooling.token(), cooling.delayMillis());
            }
            boolean untimed = change instanceof LockChange.Ended ended && ended.maxHoldMillis() == 0;
            return untimed ? null : new Noted(null, "", change.token(), 0);
        }
    }

    /** A term that begins now. */
    LockTerm(long term, LockTimer.Core core) {
        this.term = term;
        this.core = core;
        this.beganNanos = core.clock().getAsLong();
    }

    long term() {
        return term;
    }

    int size() {
        return countdowns.size();
    }

    /** Changes of the applied state; the apply thread. */
    void changed(List<LockChange> changes) {
        for (LockChange change : changes) {
            Noted noted = Noted.of(change);
            if (noted != null) {
                incoming.add(noted);
            }
        }
    }

    /** Has the state read; from now on whatever is applied must come as a change. */
    void begin() {
        core.readers().execute(() -> found = core.timed().get());
    }

    /** Does whatever is due. */
    void tick() {
        // In this order: what the state does not hold any more was heard by then, or will be.
        List<LockChange> state = found;
        List<Noted> changes = new ArrayList<>();
        for (Noted change = incoming.poll(); change != null; change = incoming.poll()) {
            changes.add(change);
        }
        // After both: a countdown begins when its grant was applied or later, never earlier.
        long now = core.clock().getAsLong() - beganNanos;
        changes.forEach(change -> change(change, now));
        if (state != null) {
            takeUp(state, now);
        }
        land(now);
        proposeDue(now);
    }

    private void takeUp(List<LockChange> state, long now) {
        Set<Long> gone = ended == null ? Set.of() : ended;
        int end = Math.min(state.size(), takenUp + MAX_TAKEN_UP);
        for (LockChange one : state.subList(takenUp, end)) {
            Noted noted = gone.contains(one.token()) ? null : Noted.of(one);
            if (noted != null) {
                change(noted, now);
            }
        }
        takenUp = end;
        if (end == state.size()) {
            found = null;
            ended = null;
        }
    }

    private void change(Noted change, long now) {
        if (change.begins() != null) {
            begin(change.begins(), change.name(), change.token(), change.millis(), now);
        } else {
            // A hold that ended, or a delay: of one token they are never there at once.
            Countdown known = countdowns.get(change.token());
            if (known != null) {
                forget(known);
            }
            if (ended != null) {
                ended.add(change.token());
            }
        }
    }

    private void begin(Kind kind, String name, long token, long millis, long now) {
        if (!countdowns.containsKey(token)) {
            Countdown begun = new Countdown(kind, name, token, now + TimeUnit.MILLISECONDS.toNanos(millis));
            countdowns.put(token, begun);
            waiting.add(begun);
        }
    }

    private void forget(Countdown gone) {
        countdowns.remove(gone.token, gone);
        waiting.remove(gone);
    }

    private void land(long now) {
        for (Countdown.Landed one = landed.poll(); one != null; one = landed.poll()) {
            underWay--;
            Countdown countdown = one.countdown();
            if (countdowns.get(countdown.token) != countdown) {
                continue;
            }
            if (one.applied()) {
                // Whatever it did, what it was to end is gone now.
                forget(countdown);
            } else {
                // If it arrives all the same, the second one finds nothing to end.
                countdown.dueNanos = now + RETRY_NANOS;
                waiting.add(countdown);
            }
        }
    }

    private void proposeDue(long now) {
        List<Proposal> group = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.first().dueNanos <= now && underWay < MAX_UNDER_WAY) {
            Countdown due = waiting.first();
            waiting.remove(due);
            underWay++;
            LockCommand command = due.end(term);
            group.add(new Proposal(
                    new EncodedCommand(command, CommandCodec.encode(command)),
                    beganNanos + now + PATIENCE_NANOS,
                    due.landingIn(landed)));
        }
        if (!group.isEmpty()) {
            core.proposer().propose(group);
        }
    }
}
