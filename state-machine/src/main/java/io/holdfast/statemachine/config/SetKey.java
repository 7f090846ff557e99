package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.statemachine.tree.LongKey;
import java.util.Arrays;

/**
 * Keys of what belongs to a config set:
 *
 * <pre>
 *  0        n   n+1        n+9
 * +--------+---+----------+
 * | name   | 0 | number   |
 * +--------+---+----------+
 * </pre>
 *
 * <p>A name has no zero byte, so everything of one set stands together, in the order of the numbers.
 */
final class SetKey {
    private SetKey() {}

    /** The key of a number, 0 and above, under a name. */
    static Bytes of(Bytes name, long number) {
        byte[] start = name.sharedArray();
        byte[] end = LongKey.of(number).sharedArray();
        byte[] key = new byte[start.length + 1 + end.length];
        System.arraycopy(start, 0, key, 0, start.length);
        System.arraycopy(end, 0, key, start.length + 1, end.length);
        return Bytes.wrap(key);
    }

    /** The first possible place behind a name, among names. */
    static Bytes behind(Bytes name) {
        byte[] array = name.sharedArray();
        return Bytes.wrap(Arrays.copyOf(array, array.length + 1));
    }
}
