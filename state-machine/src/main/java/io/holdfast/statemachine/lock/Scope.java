package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.statemachine.tree.LongKey;

/**
 * Who holds and waits, as the search for deadlocks sees it: the acquisitions of one session and one owner. Their keys:
 *
 * <pre>
 *  0         8       8+n   9+n    10+n   10+n+m  11+n+m
 * +---------+-------+---+------+------+---+-------------+
 * | session | owner | 0 | kind | name | 0 | acquisition |
 * +---------+-------+---+------+------+---+-------------+
 * </pre>
 *
 * <p>An owner has no zero byte, so what one scope waits for stands together, and what it holds.
 *
 * @param session the session
 * @param owner not empty
 */
record Scope(long session, String owner) implements Comparable<Scope> {
    private static final byte WAITS = 1;
    private static final byte HOLDS = 2;

    /** Where the waits of this scope begin. */
    Bytes firstWait() {
        return LongKey.of(session, start(WAITS));
    }

    /** Where the holds of this scope end. */
    Bytes end() {
        return LongKey.of(session, start((byte) (HOLDS + 1)));
    }

    /** Where the holds of one lock begin. */
    Bytes firstHold(Bytes lock) {
        return place(HOLDS, lock, 0);
    }

    Bytes placeOfWait(Acquisition acquisition) {
        return place(WAITS, acquisition.lock(), acquisition.number());
    }

    Bytes placeOfHold(Acquisition acquisition) {
        return place(HOLDS, acquisition.lock(), acquisition.number());
    }

    private Bytes place(byte kind, Bytes lock, long number) {
        byte[] start = start(kind).sharedArray();
        byte[] end = LockKey.of(lock, number).sharedArray();
        byte[] rest = new byte[start.length + end.length];
        System.arraycopy(start, 0, rest, 0, start.length);
        System.arraycopy(end, 0, rest, start.length, end.length);
        return LongKey.of(session, Bytes.wrap(rest));
    }

    private Bytes start(byte kind) {
        byte[] name = Bytes.utf8(owner).sharedArray();
        byte[] start = new byte[name.length + 2];
        System.arraycopy(name, 0, start, 0, name.length);
        start[name.length + 1] = kind;
        return Bytes.wrap(start);
    }

    @Override
    public int compareTo(Scope other) {
        int sessions = Long.compare(session, other.session);
        return sessions != 0 ? sessions : owner.compareTo(other.owner);
    }
}
