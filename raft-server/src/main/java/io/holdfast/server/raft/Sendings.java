package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;

import io.holdfast.model.Leader;
import io.holdfast.server.raft.LogEntry.QueuedProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which entry of this proposer goes to the leader next: its entries under way, their numbers, and what was heard of
 * them. Calls nobody. Guarded by the proposer's lock.
 *
 * <p>One entry is in transit at most: sent, and not known to have been taken. When everything is to be sent again, it
 * is forgotten that one was in transit: what is heard of it later does not count.
 */
final class Sendings {
    private final EntriesUnderWay open = new EntriesUnderWay();
    private final LongSupplier draw;
    private final Resending resending;
    private long incarnation;
    private long lastNumber;
    /** No entry of a higher number has ever reached a log. */
    private long lastSent;
    /** The number whose absence made a later entry void, and which was sent again for that. */
    private long gap;

    private @Nullable Leader target;
    private @Nullable Sending inTransit;

    /** Nothing has moved for long: the oldest is to be sent once more, beside the others. */
    private boolean stalled;

    /** No entry yet; incarnations are drawn here. */
    Sendings(LongSupplier draw) {
        this.draw = draw;
        this.incarnation = draw.getAsLong();
        this.resending = new Resending(incarnation);
    }

    EntriesUnderWay open() {
        return open;
    }

    long incarnation() {
        return incarnation;
    }

    /** Whether nothing can be sent before something is heard or some time has passed. */
    boolean isHeld(long now) {
        return inTransit != null || resending.isPaused(now);
    }

    /** Entries go to this leader; if they went to another, or in another term, all go again. */
    void follow(Leader leader, long now) {
        if (!leader.equals(target)) {
            target = leader;
            sendAgain();
            resending.leaderChanged(now);
        }
    }

    /** A further entry of these proposals, yet to be sent. */
    void add(long millis, List<QueuedProposal> proposals, long now) {
        if (open.isEmpty()) {
            resending.moved(now);
        }
        lastNumber++;
        open.add(LogEntry.of(millis, incarnation, lastNumber, proposals, now));
    }

    /** Whether one is to be sent. */
    boolean isDue() {
        return open.unsent() != null || (stalled && !open.isEmpty());
    }

    /** The next one, now in transit to the leader followed last; null if none is to be sent. */
    @Nullable
    Sending begin() {
        Leader leader = target;
        if (!isDue() || leader == null) {
            return null;
        }
        LogEntry entry;
        if (stalled) {
            stalled = false;
            entry = open.again();
        } else {
            entry = requireNonNull(open.unsent());
            open.sending();
        }
        Sending sending = new Sending(entry, leader, entry.number() <= lastSent);
        inTransit = sending;
        return sending;
    }

    /** A leader has taken it. */
    void accepted(Sending sending) {
        if (inTransit == sending) {
            inTransit = null;
            lastSent = Math.max(lastSent, sending.entry().number());
            resending.accepted();
        }
    }

    /**
     * A leader has not taken it and will not.
     *
     * @param forGood whether no leader ever will, as far as this one knows
     */
    Refused refused(Sending sending, boolean forGood, long now) {
        if (inTransit != sending) {
            return Refused.NOTHING;
        }
        inTransit = null;
        resending.failed(now);
        LogEntry entry = sending.entry();
        if (entry.number() > lastSent) {
            lastNumber--;
            List<QueuedProposal> back = open.takeNewest().proposals();
            return forGood && back.size() == 1
                    ? new Refused(List.of(), false, back, List.of())
                    : new Refused(back, forGood, List.of(), List.of());
        }
        // Some log may have a copy: the number must be closed, if need be without the commands.
        if (forGood) {
            open.empty(entry.number());
        }
        if (open.isEmpty() || open.oldest() != entry.number()) {
            open.unsend(entry);
        } else {
            open.rewind();
        }
        return new Refused(List.of(), false, List.of(), forGood ? entry.proposals() : List.of());
    }

    /** It is not known, or not any more, whether a log has it. */
    void gaveUp(Sending sending, long now) {
        boolean matters = !open.isEmpty() && open.oldest() <= sending.entry().number();
        if (inTransit == sending || (matters && sending.to().equals(target))) {
            sendAgain();
            resending.failed(now);
        }
    }

    /** This node's state has applied the entry of this number; null if it is none of those under way. */
    @Nullable
    LogEntry applied(long number, long now) {
        resending.moved(now);
        if (inTransit != null && inTransit.entry().number() <= number) {
            accepted(inTransit);
        }
        LogEntry done = open.close(number);
        if (done != null) {
            resending.applied(now - done.proposedNanos());
        }
        return done;
    }

    /**
     * An entry came before its turn, so this copy of it is void. Once for each number that was missing everything is sent
     * again: further copies of the same attempt tell nothing new.
     *
     * @param next the number that the state expects
     * @return the entries whose fate nobody can tell any more
     */
    List<LogEntry> outOfTurn(long next, long now) {
        if (open.isEmpty() || next > open.oldest()) {
            return List.of();
        }
        if (next < open.oldest()) {
            return beginAnew();
        }
        if (gap != next) {
            gap = next;
            sendAgain();
            resending.failed(now);
        }
        return List.of();
    }

    /**
     * The state was replaced by one that expects this number.
     *
     * @return the entries whose fate nobody can tell any more
     */
    List<LogEntry> installed(long next) {
        List<LogEntry> skipped = new ArrayList<>(open.closeBelow(next));
        long expected = open.isEmpty() ? lastNumber + 1 : open.oldest();
        if (next != expected) {
            skipped.addAll(beginAnew());
        } else {
            sendAgain();
        }
        return skipped;
    }

    /**
     * To be asked now and then: sends the oldest again if nothing has moved for too long. If the others were lost too, the
     * state will say that they come before their turn, or nothing will move again.
     */
    void checkStall(long now) {
        if (open.isAnySent() && inTransit == null && resending.isStalled(now)) {
            stalled = true;
        }
    }

    /** Takes out everything. */
    List<LogEntry> drain() {
        inTransit = null;
        stalled = false;
        return open.drain();
    }

    private void sendAgain() {
        if (inTransit != null) {
            lastSent = Math.max(lastSent, inTransit.entry().number());
            inTransit = null;
        }
        stalled = false;
        open.rewind();
    }

    /** The state does not know this proposer any more: it goes on as another. */
    private List<LogEntry> beginAnew() {
        incarnation = draw.getAsLong();
        lastNumber = 0;
        lastSent = 0;
        gap = 0;
        return drain();
    }

    /** One sending of one entry: no other one is equal to it. Immutable. */
    static final class Sending {
        private final LogEntry entry;
        private final Leader to;
        private final boolean again;

        private Sending(LogEntry entry, Leader to, boolean again) {
            this.entry = entry;
            this.to = to;
            this.again = again;
        }

        LogEntry entry() {
            return entry;
        }

        Leader to() {
            return to;
        }

        /** Whether a copy may have reached a log before. */
        boolean again() {
            return again;
        }
    }
}
