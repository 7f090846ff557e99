package io.holdfast.server.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * This node's log entries whose fate is not known yet: those in flight, and those in doubt since leadership was lost,
 * which no longer hold back others. Guarded by the proposer's lock.
 */
final class EntriesUnderWay {
    private final Map<Long, LogEntry> open = new TreeMap<>();
    private int doubtful;

    /** Up to here a snapshot took the place of the log: what stood there cannot be told from what was applied. */
    private long hidden = LogEntry.NO_INDEX;

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** How many are under way and not in doubt. */
    int inFlight() {
        return open.size() - doubtful;
    }

    void add(LogEntry entry) {
        open.put(entry.number(), entry);
    }

    boolean contains(LogEntry entry) {
        return open.containsKey(entry.number());
    }

    /** The log gave up an entry that may stand in it. */
    void doubt(LogEntry entry) {
        if (!entry.isInDoubt()) {
            entry.doubted();
            doubtful++;
        }
    }

    /** Forgets an entry whose fate is known; null if there is none of this number. */
    @Nullable
    LogEntry close(long number) {
        LogEntry entry = open.remove(number);
        if (entry != null && entry.isInDoubt()) {
            doubtful--;
        }
        return entry;
    }

    /** Takes out the entries in doubt whose place in the log now holds something else for good. */
    List<LogEntry> takeOverwritten(long appliedIndex) {
        if (doubtful == 0) {
            return List.of();
        }
        List<LogEntry> overwritten = new ArrayList<>();
        for (LogEntry entry : open.values()) {
            if (entry.isInDoubt() && entry.index() > hidden && entry.index() <= appliedIndex) {
                overwritten.add(entry);
            }
        }
        overwritten.forEach(entry -> close(entry.number()));
        return overwritten;
    }

    /** Entries with a command whose deadline has passed; those in doubt that nobody waits for any more are forgotten. */
    List<LogEntry> late(long now) {
        List<LogEntry> late = new ArrayList<>();
        for (LogEntry entry : open.values()) {
            if (entry.hasLate(now)) {
                late.add(entry);
            }
        }
        late.stream()
                .filter(entry ->
                        entry.isInDoubt() && entry.completions().stream().noneMatch(Once::isOpen))
                .forEach(entry -> close(entry.number()));
        return late;
    }

    /** A snapshot took the place of the log up to here; takes out the entries whose fate nobody will learn. */
    List<LogEntry> takeHidden(long index) {
        hidden = Math.max(hidden, index);
        List<LogEntry> unknown = new ArrayList<>();
        for (LogEntry entry : open.values()) {
            if (isHidden(entry)) {
                unknown.add(entry);
            }
        }
        unknown.forEach(entry -> close(entry.number()));
        return unknown;
    }

    /** Whether nobody will learn what became of an entry. */
    boolean isHidden(LogEntry entry) {
        return entry.isInDoubt() && entry.index() != LogEntry.NO_INDEX && entry.index() <= hidden;
    }

    /** Takes out everything. */
    List<LogEntry> drain() {
        List<LogEntry> drained = List.copyOf(open.values());
        open.clear();
        doubtful = 0;
        return drained;
    }
}
