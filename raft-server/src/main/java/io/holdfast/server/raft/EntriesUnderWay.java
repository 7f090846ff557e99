package io.holdfast.server.raft;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This node's log entries that its own state has not applied yet, in the order of their numbers, without a gap. The first
 * of them were sent to the present leader, the rest are to be sent. Guarded by the proposer's lock.
 */
final class EntriesUnderWay {
    private final List<LogEntry> open = new ArrayList<>();
    private int sent;

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** How many there are. */
    int size() {
        return open.size();
    }

    /** Whether any was sent to the present leader. */
    boolean isAnySent() {
        return sent > 0;
    }

    /** The number of the oldest; only if there is one. */
    long oldest() {
        return open.get(0).number();
    }

    /** The next to send; null if all are. */
    @Nullable
    LogEntry unsent() {
        return sent < open.size() ? open.get(sent) : null;
    }

    /** A further entry. */
    void add(LogEntry entry) {
        open.add(entry);
    }

    /** The next one is being sent. */
    void sending() {
        sent++;
    }

    /** The one sent last is to be sent again, unless it was applied meanwhile; as with {@link #rewind}. */
    void unsend(LogEntry entry) {
        if (sent > 0 && open.get(sent - 1).number() == entry.number()) {
            sent--;
            open.set(sent, needed(open.get(sent)));
        }
    }

    /** All are to be sent again; whose commands were all answered meanwhile goes without them. */
    void rewind() {
        sent = 0;
        open.replaceAll(EntriesUnderWay::needed);
    }

    /** The oldest, to be sent once more as with {@link #rewind}, beside the others. Only if there is one. */
    LogEntry again() {
        open.set(0, needed(open.get(0)));
        return open.get(0);
    }

    /** The one of this number goes on without its commands, if it is among these: its caller answers them. */
    void empty(long number) {
        open.replaceAll(entry -> entry.number() == number && entry.size() > 0 ? entry.emptied() : entry);
    }

    private static LogEntry needed(LogEntry entry) {
        return entry.size() > 0 && entry.isAnswered() ? entry.emptied() : entry;
    }

    /** Takes out the oldest if it has this number; else null. */
    @Nullable
    LogEntry close(long number) {
        if (open.isEmpty() || oldest() != number) {
            return null;
        }
        sent = Math.max(0, sent - 1);
        return open.remove(0);
    }

    /** Takes out those of lower numbers. */
    List<LogEntry> closeBelow(long number) {
        List<LogEntry> closed = new ArrayList<>();
        while (!open.isEmpty() && oldest() < number) {
            closed.add(open.remove(0));
            sent = Math.max(0, sent - 1);
        }
        return closed;
    }

    /** Takes out the newest, which no log has ever had. */
    LogEntry takeNewest() {
        LogEntry newest = open.remove(open.size() - 1);
        sent = Math.min(sent, open.size());
        return newest;
    }

    /** Those with a command whose deadline has passed. */
    List<LogEntry> late(long now) {
        List<LogEntry> late = List.of();
        for (LogEntry entry : open) {
            if (entry.hasLate(now)) {
                late = late.isEmpty() ? new ArrayList<>() : late;
                late.add(entry);
            }
        }
        return late;
    }

    /** Takes out everything. */
    List<LogEntry> drain() {
        List<LogEntry> drained = List.copyOf(open);
        open.clear();
        sent = 0;
        return drained;
    }
}
