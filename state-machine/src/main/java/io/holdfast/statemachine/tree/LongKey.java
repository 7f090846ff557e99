package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;

/** Numbers as keys of a {@link Tree}: eight bytes, so that the order of keys is that of the numbers, 0 and above. */
public final class LongKey {
    /** How long such a key is. */
    public static final int BYTES = Long.BYTES;

    private LongKey() {}

    /** The key of a number. */
    public static Bytes of(long number) {
        byte[] array = new byte[BYTES];
        write(array, number);
        return Bytes.wrap(array);
    }

    /** The key of a number followed by further bytes: ordered by the number, then by these. */
    public static Bytes of(long number, Bytes rest) {
        byte[] tail = rest.sharedArray();
        byte[] array = new byte[BYTES + tail.length];
        write(array, number);
        System.arraycopy(tail, 0, array, BYTES, tail.length);
        return Bytes.wrap(array);
    }

    /** The number that a key begins with. */
    public static long numberOf(Bytes key) {
        long number = 0;
        for (int i = 0; i < BYTES; i++) {
            number = number << 8 | (key.at(i) & 0xff);
        }
        return number;
    }

    /** What follows the number in a key. */
    public static Bytes restOf(Bytes key) {
        return Bytes.copyOf(key.sharedArray(), BYTES, key.size() - BYTES);
    }

    private static void write(byte[] array, long number) {
        for (int i = 0; i < BYTES; i++) {
            array[i] = (byte) (number >>> (56 - 8 * i));
        }
    }
}
