package io.holdfast.checker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps book of who believed to hold what and when, and says afterwards whether two held what only one may hold.
 *
 * <p>A tenure is what one grant was believed to last: from the first moment its holder was seen to believe in it to the
 * last. In between it counts as believed without a gap, because a lost lock never comes back. Holders have weights: the
 * weights of all that hold one lock at one moment must not exceed its capacity. An exclusive lock has capacity 1, a
 * semaphore its permits; for a read-write lock take as much as there can be readers, and a writer that weighs all of it.
 *
 * <p>Moments are nanoseconds of one monotonic clock that all observers share, for instance that of one machine. Memory
 * grows with the grants, not with what was seen of each. Safe for any thread.
 */
public final class Tenures {
    private final Map<String, Map<Long, Tenure>> locks = new TreeMap<>();

    /** An empty book. */
    public Tenures() {}

    /**
     * A holder believed to hold.
     *
     * @param lock the lock's name
     * @param token the fencing token of the grant
     * @param holder who, for reports; always the same for one token
     * @param weight how much of the capacity it takes
     * @param capacity the lock's capacity, always the same for one lock
     * @param nanos when
     * @throws IllegalArgumentException if the weight is not within 1 and the capacity
     */
    public void believed(String lock, long token, String holder, int weight, int capacity, long nanos) {
        if (weight < 1 || weight > capacity) {
            throw new IllegalArgumentException(
                    "lock '" + lock + "': weight " + weight + " of " + capacity + ", token " + token);
        }
        synchronized (locks) {
            locks.computeIfAbsent(lock, name -> new HashMap<>())
                    .computeIfAbsent(token, t -> new Tenure(t, holder, weight, capacity, nanos))
                    .seen(holder, nanos);
        }
    }

    /** How many grants were believed in. */
    public long grants() {
        synchronized (locks) {
            return locks.values().stream().mapToLong(Map::size).sum();
        }
    }

    /** The highest token of a lock, 0 if nobody believed to hold it. */
    public long highestToken(String lock) {
        synchronized (locks) {
            return locks.getOrDefault(lock, Map.of()).keySet().stream()
                    .mapToLong(Long::longValue)
                    .max()
                    .orElse(0);
        }
    }

    /** One line for each pair or crowd that must not be; empty if all is well. */
    public List<String> violations() {
        List<String> violations = new ArrayList<>();
        synchronized (locks) {
            locks.forEach((lock, tenures) -> {
                List<Tenure> inOrder = new ArrayList<>(tenures.values());
                inOrder.sort(Comparator.<Tenure>comparingLong(tenure -> tenure.from)
                        .thenComparingLong(tenure -> tenure.token));
                findStrangers(lock, inOrder, violations);
                findCrowds(lock, inOrder, violations);
                findDisorder(lock, inOrder, violations);
            });
        }
        return violations;
    }

    private static void findStrangers(String lock, List<Tenure> tenures, List<String> violations) {
        for (Tenure tenure : tenures) {
            if (tenure.other != null) {
                violations.add("lock '" + lock + "': token " + tenure.token + " was believed by " + tenure.holder
                        + " and by " + tenure.other);
            }
        }
    }

    /** Goes through the beginnings in order; whoever has not ended by then holds beside the new one. */
    private static void findCrowds(String lock, List<Tenure> tenures, List<String> violations) {
        List<Tenure> holding = new ArrayList<>();
        for (Tenure tenure : tenures) {
            holding.removeIf(earlier -> earlier.until < tenure.from);
            holding.add(tenure);
            int weight = holding.stream().mapToInt(held -> held.weight).sum();
            if (weight > tenure.capacity) {
                violations.add(
                        "lock '" + lock + "' of capacity " + tenure.capacity + " was believed held by " + holding);
            }
        }
    }

    /**
     * Of two that exclude each other, the one that began to be believed after the other was over was granted later, so its
     * token is higher. Those that may hold together may be seen in any order.
     */
    private static void findDisorder(String lock, List<Tenure> tenures, List<String> violations) {
        List<Tenure> byEnd = new ArrayList<>(tenures);
        byEnd.sort(Comparator.comparingLong(tenure -> tenure.until));
        int ended = 0;
        Map<Integer, Tenure> highestByWeight = new TreeMap<>();
        for (Tenure tenure : tenures) {
            while (byEnd.get(ended).until < tenure.from) {
                Tenure over = byEnd.get(ended++);
                highestByWeight.merge(over.weight, over, (one, two) -> one.token > two.token ? one : two);
            }
            for (Tenure over : highestByWeight.values()) {
                if (over.weight + tenure.weight > tenure.capacity && over.token >= tenure.token) {
                    violations.add("lock '" + lock + "': " + tenure + " began after " + over + " had ended");
                }
            }
        }
    }

    /** One grant, as believed. Guarded by the book. */
    private static final class Tenure {
        private final long token;
        private final String holder;
        private final int weight;
        private final int capacity;
        private long from;
        private long until;
        private @Nullable String other;

        Tenure(long token, String holder, int weight, int capacity, long nanos) {
            this.token = token;
            this.holder = holder;
            this.weight = weight;
            this.capacity = capacity;
            this.from = nanos;
            this.until = nanos;
        }

        void seen(String by, long nanos) {
            if (!by.equals(holder)) {
                other = by;
            }
            from = Math.min(from, nanos);
            until = Math.max(until, nanos);
        }

        @Override
        public String toString() {
            return holder + " (token " + token + ", from " + from + " to " + until + ")";
        }
    }
}
