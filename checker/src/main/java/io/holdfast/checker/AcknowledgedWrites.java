package io.holdfast.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps book of writes and says afterwards whether one that was acknowledged is lost.
 *
 * <p>Writers tell what they issue and what became of it; the values of a key increase in the order of issue. What is found
 * afterwards must be a value that some order of the writes leaves last:
 *
 * <ul>
 *   <li>an acknowledged one, unless another acknowledged one was issued after that acknowledgement, or
 *   <li>one whose fate is unknown: it may have taken effect at any time, also late.
 * </ul>
 *
 * <p>A value that was never issued, or was refused, must not show. Memory is bounded by the writes of unknown fate and those
 * under way. Safe for any thread.
 */
public final class AcknowledgedWrites {
    private final ConcurrentHashMap<String, Book> books = new ConcurrentHashMap<>();

    /** An empty book. */
    public AcknowledgedWrites() {}

    /**
     * A write is about to be sent. Until its fate is told it counts as unknown.
     *
     * @throws IllegalArgumentException if the value is not larger than the last one issued for the key
     */
    public void issued(String key, long value) {
        Book book = books.computeIfAbsent(key, Book::new);
        synchronized (book) {
            book.issue(value);
        }
    }

    /**
     * A write was acknowledged.
     *
     * @throws IllegalArgumentException if it is not under way
     */
    public void acknowledged(String key, long value) {
        Book book = book(key);
        synchronized (book) {
            book.acknowledge(value);
        }
    }

    /**
     * A write was refused: it was not applied and will not be.
     *
     * @throws IllegalArgumentException if it is not under way
     */
    public void refused(String key, long value) {
        Book book = book(key);
        synchronized (book) {
            book.close(value);
        }
    }

    /** How many writes were acknowledged so far. */
    public long acknowledgedCount() {
        long count = 0;
        for (Book book : books.values()) {
            synchronized (book) {
                count += book.acknowledgedCount;
            }
        }
        return count;
    }

    /**
     * Compares with what is found when no writer is active any more.
     *
     * @param found the value of every key that exists
     * @return one line for each key that is not as it must be; empty if all are
     */
    public List<String> violations(Map<String, Long> found) {
        Map<String, Long> unexpected = new TreeMap<>(found);
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, Book> entry : new TreeMap<>(books).entrySet()) {
            Long value = unexpected.remove(entry.getKey());
            synchronized (entry.getValue()) {
                entry.getValue().violation(value).ifPresent(violations::add);
            }
        }
        unexpected.forEach((key, value) ->
                violations.add("key '" + key + "' holds " + value + ", but nothing was ever written to it"));
        return violations;
    }

    private Book book(String key) {
        Book book = books.get(key);
        if (book == null) {
            throw new IllegalArgumentException("nothing was issued for key '" + key + "'");
        }
        return book;
    }

    /** The writes of one key. Guarded by itself. Moments are numbers of a count of what was told. */
    private static final class Book {
        private final String key;
        /** Writes whose fate is not known, and when they were issued. */
        private final Map<Long, Long> open = new TreeMap<>();
        /** Acknowledged writes that may be the last, and when they were acknowledged. */
        private final Map<Long, Long> lastCandidates = new HashMap<>();

        private long moment;
        private long newestIssue = -1;
        private long lastIssued = Long.MIN_VALUE;
        private long acknowledgedCount;

        Book(String key) {
            this.key = key;
        }

        void issue(long value) {
            if (value <= lastIssued) {
                throw new IllegalArgumentException(
                        "key '" + key + "': " + value + " is issued after " + lastIssued + "; values must increase");
            }
            lastIssued = value;
            open.put(value, moment++);
        }

        void acknowledge(long value) {
            newestIssue = Math.max(newestIssue, close(value));
            lastCandidates.put(value, moment++);
            lastCandidates.values().removeIf(acknowledged -> acknowledged < newestIssue);
            acknowledgedCount++;
        }

        long close(long value) {
            Long issue = open.remove(value);
            if (issue == null) {
                throw new IllegalArgumentException("key '" + key + "': a write of " + value + " is not under way");
            }
            return issue;
        }

        Optional<String> violation(@Nullable Long found) {
            if (found == null) {
                return lastCandidates.isEmpty()
                        ? Optional.empty()
                        : Optional.of("key '" + key + "' is absent, but " + lastCandidates.keySet()
                                + " was acknowledged: a lost write");
            }
            if (open.containsKey(found) || lastCandidates.containsKey(found)) {
                return Optional.empty();
            }
            if (found > lastIssued) {
                return Optional.of("key '" + key + "' holds " + found + ", which was never issued");
            }
            return Optional.of(
                    lastCandidates.isEmpty()
                            ? "key '" + key + "' holds " + found + ", which was refused or never issued"
                            : "key '" + key + "' holds " + found + ", but " + lastCandidates.keySet()
                                    + " was acknowledged and could only be followed by " + open.keySet()
                                    + ": a lost write, or one that was refused or never issued");
        }
    }
}
