package io.holdfast.it.workload;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What an observer was told of one election, and what it must not be told: a change twice, out of order, without the one that
 * comes before it, or where things stand in the middle of it. Written by one thread, read by any.
 */
final class ToldElections {
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final Map<Long, Long> ended = new ConcurrentHashMap<>();
    private volatile boolean begun;

    // Confined to the thread that writes.
    private long leader;
    private long latest;

    /** How things stand: 0 if nobody leads. */
    void current(long token, boolean missed) {
        if (begun || missed) {
            errors.add("told in the middle of it that " + token + " leads, missed=" + missed);
        }
        leader = token;
        latest = token;
        begun = true;
    }

    /** Somebody was elected. */
    void elected(long token) {
        if (!begun || leader != 0 || token <= latest) {
            errors.add(token + " was elected, while " + leader + " leads and " + latest + " was the latest");
        }
        leader = token;
        latest = token;
    }

    /** A tenure ended. */
    void ended(long token, long nanos) {
        if (leader != token || ended.put(token, nanos) != null) {
            errors.add(token + " ended, while " + leader + " leads");
        }
        leader = 0;
    }

    /** Something that must not be told at all. */
    void wrong(String what) {
        errors.add(what);
    }

    /** Whether it was told how things stand, which comes first. */
    boolean begun() {
        return begun;
    }

    /** When it was told of the end of a tenure; 0 if it was not yet. */
    long endOf(long token) {
        return ended.getOrDefault(token, 0L);
    }

    /** What must not have been told. */
    List<String> errors() {
        return List.copyOf(errors);
    }
}
