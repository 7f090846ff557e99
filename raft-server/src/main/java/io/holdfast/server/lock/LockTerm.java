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

    /** A command that takes longer is given up, and proposed again. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long term;
    private final LockTimer.Core core;
    private final long beganNanos;
    private final Map<Long, Countdown> countdowns = new HashMap<>();

    /** Those of them whose end is not under way. */
    private final TreeSet<Countdown> waiting = new TreeSet<>(Countdown.BY_TIME);

    private final Queue<LockChange> incoming = new ConcurrentLinkedQueue<>();
    private final Queue<Countdown.Landed> landed = new ConcurrentLinkedQueue<>();

    /** What was to be timed when the state was read, as grants and delays; null until then, and once it was taken up. */
    private volatile @Nullable List<LockChange> found;

    /** The tokens of what ended before the state was taken up; null from then on. */
    private @Nullable Set<Long> ended = new HashSet<>();

    private int underWay;

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
            // Most holds have no maximum: nothing is to be done about their grants.
            if (!(change instanceof LockChange.Granted granted) || granted.maxHoldMillis() > 0) {
                incoming.add(change);
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
        List<LockChange> changes = new ArrayList<>();
        for (LockChange change = incoming.poll(); change != null; change = incoming.poll()) {
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
        found = null;
        ended = null;
        for (LockChange one : state) {
            if (!gone.contains(one.token())) {
                change(one, now);
            }
        }
    }

    private void change(LockChange change, long now) {
        if (change instanceof LockChange.Granted granted) {
            begin(Kind.HOLD, granted.name(), granted.token(), granted.maxHoldMillis(), now);
        } else if (change instanceof LockChange.Cooling cooling) {
            begin(Kind.DELAY, cooling.name(), cooling.token(), cooling.delayMillis(), now);
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
