package io.holdfast.wire;

import io.holdfast.model.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes protobuf's wire format back to front: the last field of a message first, the last element of a list first, and
 * after a message's content its length and tag. So every length is known when it is written, in one pass and without
 * computing sizes beforehand.
 *
 * <pre>
 *   array: | free … | tag | length | content … |
 *                    ^ start                    ^ end of the array
 * </pre>
 *
 * <p>Fields with the value zero, false or empty are left out, as proto3 has it. Confined to the thread that encodes.
 */
final class ProtoWriter {
    /** Eight bytes of an array as the number they are on the wire. */
    static final VarHandle LITTLE_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;

    private byte[] array;
    private int start;

    /** A writer with room for {@code expected} bytes; it grows if that was too little. */
    ProtoWriter(int expected) {
        array = new byte[expected];
        start = expected;
    }

    /** How many bytes were written so far: the mark to hand to {@link #message} once the content is written. */
    int size() {
        return array.length - start;
    }

    /** Forgets what was written; the room stays. */
    void clear() {
        start = array.length;
    }

    /** Copies what was written into another array. */
    void copyTo(byte[] target, int offset) {
        System.arraycopy(array, start, target, offset, size());
    }

    /** A number, 32 or 64 bits. */
    void number(int field, long value) {
        if (value != 0) {
            varint(value);
            tag(field, VARINT);
        }
    }

    /** A number of eight bytes: for those that are random, and so large. */
    void fixed64(int field, long value) {
        if (value != 0) {
            room(Long.BYTES);
            start -= Long.BYTES;
            LITTLE_ENDIAN.set(array, start, value);
            tag(field, FIXED64);
        }
    }

    /** A list of numbers, packed. */
    void numbers(int field, List<Long> values) {
        if (!values.isEmpty()) {
            int mark = size();
            for (int i = values.size() - 1; i >= 0; i--) {
                varint(values.get(i));
            }
            message(field, mark);
        }
    }

    void bool(int field, boolean value) {
        number(field, value ? 1 : 0);
    }

    void bytes(int field, Bytes value) {
        if (!value.isEmpty()) {
            byteField(field, value);
        }
    }

    void text(int field, String value) {
        if (!value.isEmpty()) {
            element(field, value);
        }
    }

    /**
     * Text that a decoder takes up to {@code max} bytes.
     *
     * @throws IllegalArgumentException if it is longer: what is written must be readable, most of all in the log
     */
    void text(int field, String name, String value, int max) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > max) {
            throw new IllegalArgumentException(
                    name + " has " + utf8.length + " bytes, at most " + max + " are allowed");
        }
        if (utf8.length > 0) {
            int mark = size();
            raw(utf8);
            message(field, mark);
        }
    }

    /** As {@link #bytes}, but present even if empty: a member of a oneof. */
    void byteField(int field, Bytes value) {
        int mark = size();
        raw(value.sharedArray());
        message(field, mark);
    }

    /** As {@link #text}, but present even if empty: an element of a list. */
    void element(int field, String value) {
        int mark = size();
        raw(value.getBytes(StandardCharsets.UTF_8));
        message(field, mark);
    }

    /** Bytes as they are: the content of a message that is encoded already. */
    void raw(Bytes content) {
        raw(content.sharedArray());
    }

    /** Makes what was written since {@code mark} the content of a message. */
    void message(int field, int mark) {
        varint(size() - mark);
        tag(field, DELIMITED);
    }

    /** What was written, without a copy if the room was guessed exactly. */
    byte[] toArray() {
        return start == 0 ? array : Arrays.copyOfRange(array, start, array.length);
    }

    /** What was written, never copied; the writer must not be used any more. */
    EncodedStream toStream() {
        return new EncodedStream(array, start, array.length);
    }

    private void tag(int field, int wireType) {
        varint(field << 3 | wireType);
    }

    private void raw(byte[] bytes) {
        room(bytes.length);
        start -= bytes.length;
        System.arraycopy(bytes, 0, array, start, bytes.length);
    }

    private void varint(long value) {
        int length = varintSize(value);
        room(length);
        start -= length;
        int at = start;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            array[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        array[at] = (byte) rest;
    }

    private void room(int length) {
        if (length > start) {
            int size = size();
            byte[] larger = new byte[Math.max(Math.addExact(size, length), Math.multiplyExact(size + 64, 2))];
            System.arraycopy(array, start, larger, larger.length - size, size);
            array = larger;
            start = larger.length - size;
        }
    }

    /** How many bytes a number takes. */
    static int varintSize(long value) {
        return (63 - Long.numberOfLeadingZeros(value | 1)) / 7 + 1;
    }
}
