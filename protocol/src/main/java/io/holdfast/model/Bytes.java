package io.holdfast.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string with value equality, ordered as unsigned bytes (the order of keys everywhere).
 *
 * <p>Safe for any thread.
 */
public final class Bytes implements Comparable<Bytes> {
    /** The empty byte string. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN = 64;

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** A byte string holding a copy of {@code array}. */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /** A byte string holding a copy of {@code length} bytes of {@code array} from {@code offset}. */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** A byte string over {@code array} itself: the caller gives the array away and never touches it again. */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Bytes utf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A byte string of the given values, each cut to its low eight bits. */
    public static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return wrap(array);
    }

    /** Length in bytes. */
    public int size() {
        return array.length;
    }

    /** Whether there are no bytes. */
    public boolean isEmpty() {
        return array.length == 0;
    }

    /** The byte at {@code index}, signed as Java has it. */
    public byte at(int index) {
        return array[index];
    }

    /** A fresh copy of the bytes. */
    public byte[] toArray() {
        return array.clone();
    }

    /**
     * The array behind this value, shared for codecs and hashes that must not copy. Whoever takes it must not write to
     * it: every holder of this value would see the change.
     */
    public byte[] sharedArray() {
        return array;
    }

    /** A read-only view of the bytes, not a copy. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** The bytes read as UTF-8, with replacement characters where they are not. */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** Whether these bytes begin with {@code prefix}. */
    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Bytes that && Arrays.equals(array, that.array));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** For messages and logs: printable ASCII as it is, anything else as hex; long values are cut. */
    @Override
    public String toString() {
        int shown = Math.min(array.length, SHOWN);
        String tail = array.length > shown ? "…(" + array.length + " bytes)" : "";
        for (int i = 0; i < shown; i++) {
            if (array[i] < 0x20 || array[i] > 0x7e) {
                return "0x" + HexFormat.of().formatHex(array, 0, shown) + tail;
            }
        }
        return new String(array, 0, shown, StandardCharsets.US_ASCII) + tail;
    }
}
