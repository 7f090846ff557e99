package io.holdfast.statemachine.lock;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.statemachine.tree.LongKey;
import java.util.Arrays;

/**
 * Keys of what belongs to a lock:
 *
 * <pre>
 *  0        n   n+1        n+9
 * +--------+---+----------+
 * | name   | 0 | number   |
 * +--------+---+----------+
 * </pre>
 *
 * <p>and of those who wait for it, of which the highest priority stands first:
 *
 * <pre>
 *  0        n   n+1                 n+3      n+11
 * +--------+---+-------------------+--------+
 * | name   | 0 | highest - its own | ticket |
 * +--------+---+-------------------+--------+
 * </pre>
 *
 * <p>A name has no zero byte, so everything of one lock stands together, in the order of the numbers.
 */
final class LockKey {
    private LockKey() {}

    /** The key of a number, 0 and above, under a name. */
    static Bytes of(Bytes name, long number) {
        byte[] start = name.sharedArray();
        byte[] end = LongKey.of(number).sharedArray();
        byte[] key = new byte[start.length + 1 + end.length];
        System.arraycopy(start, 0, key, 0, start.length);
        System.arraycopy(end, 0, key, start.length + 1, end.length);
        return Bytes.wrap(key);
    }

    /** The key of a place in line under a name: higher priorities come first, then lower tickets. */
    static Bytes inLine(Bytes name, int priority, long ticket) {
        byte[] start = name.sharedArray();
        byte[] end = LongKey.of(ticket).sharedArray();
        byte[] key = Arrays.copyOf(start, start.length + 1 + Short.BYTES + end.length);
        int before = Limits.MAX_PRIORITY - priority;
        key[start.length + 1] = (byte) (before >>> 8);
        key[start.length + 2] = (byte) before;
        System.arraycopy(end, 0, key, start.length + 1 + Short.BYTES, end.length);
        return Bytes.wrap(key);
    }

    /** A name within what stands under another one. */
    static Bytes below(Bytes name, String inner) {
        byte[] start = name.sharedArray();
        byte[] end = Bytes.utf8(inner).sharedArray();
        byte[] key = Arrays.copyOf(start, start.length + 1 + end.length);
        System.arraycopy(end, 0, key, start.length + 1, end.length);
        return Bytes.wrap(key);
    }

    /** The first possible place behind a name, among names. */
    static Bytes behind(Bytes name) {
        byte[] array = name.sharedArray();
        return Bytes.wrap(Arrays.copyOf(array, array.length + 1));
    }

    /** Where everything of a lock begins. */
    static Bytes first(Bytes name) {
        return of(name, 0);
    }
}
