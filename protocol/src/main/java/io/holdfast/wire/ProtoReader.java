package io.holdfast.wire;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads protobuf's wire format, stricter than protobuf does: what is not known is refused, lengths, nesting and the
 * number of list elements are bounded, and every complaint names its place. Values are copied out, so nothing that was
 * read holds on to the array.
 *
 * <p>A message is read by a loop over {@link #next} with a switch on the field number; each read method takes the
 * field's name for messages.
 *
 * <p>Confined to the thread that decodes.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    /** Beyond every message that the limits allow: sixteen nested transactions make 34 levels. */
    private static final int MAX_NESTING = 64;

    private final byte[] array;
    private int position;
    private int limit;
    private int field;
    private int wireType;
    private int lastStart;
    private int elementsLeft = Integer.MAX_VALUE;
    private int transactions;

    /** Where the reader stands: names of the messages around it, and their index in a list or -1. */
    private String[] names = new String[8];

    private int[] indexes = new int[8];
    private int depth;

    ProtoReader(byte[] array, int offset, int length) {
        this.array = array;
        this.position = offset;
        this.limit = offset + length;
    }

    /** Reads the fields of one message, to its end. */
    interface Body<T> {
        T read(ProtoReader reader) throws MalformedException;
    }

    /** Moves to the next field and gives its number, or 0 at the end of the message. */
    int next() throws MalformedException {
        if (position == limit) {
            return 0;
        }
        long tag = varint("a field's tag");
        if (tag < 8 || tag > 0xffff_ffffL) {
            throw broken("a field's tag", "is " + tag);
        }
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        return field;
    }

    long int64(String name) throws MalformedException {
        expect(VARINT, name);
        return varint(name);
    }

    int int32(String name) throws MalformedException {
        long value = int64(name);
        if ((int) value != value) {
            throw broken(name, "is " + value + ", which does not fit 32 bits");
        }
        return (int) value;
    }

    int notNegative(String name) throws MalformedException {
        int value = int32(name);
        if (value < 0) {
            throw broken(name, "is negative: " + value);
        }
        return value;
    }

    /** A number of eight bytes. */
    long fixed64(String name) throws MalformedException {
        expect(FIXED64, name);
        if (limit - position < Long.BYTES) {
            throw broken(name, "is cut short");
        }
        position += Long.BYTES;
        return (long) ProtoWriter.LITTLE_ENDIAN.get(array, position - Long.BYTES);
    }

    /** A packed list of numbers, added to {@code list}, which may not grow beyond {@code max}. */
    void numbers(String name, List<Long> list, int max) throws MalformedException {
        int end = length(name) + position;
        int outerLimit = limit;
        limit = end;
        try {
            while (position < end) {
                if (list.size() == max) {
                    throw broken(name, "has more than " + max + " elements");
                }
                list.add(varint(name));
            }
        } finally {
            limit = outerLimit;
        }
    }

    boolean bool(String name) throws MalformedException {
        long value = int64(name);
        if ((value & ~1L) != 0) {
            throw broken(name, "is " + value + ", neither 0 nor 1");
        }
        return value == 1;
    }

    /** A copy of the field's bytes. */
    Bytes bytes(String name) throws MalformedException {
        return bytes(name, Integer.MAX_VALUE);
    }

    /** A copy of the field's bytes, of which there may be at most {@code max}. */
    Bytes bytes(String name, int max) throws MalformedException {
        int length = length(name);
        if (length > max) {
            throw broken(name, "has " + length + " bytes, at most " + max + " are allowed");
        }
        position += length;
        return Bytes.copyOf(array, position - length, length);
    }

    /** UTF-8 text of at most {@code max} bytes. */
    String text(String name, int max) throws MalformedException {
        int length = length(name);
        if (length > max) {
            throw broken(name, "has " + length + " bytes, at most " + max + " are allowed");
        }
        position += length;
        String text = new String(array, position - length, length, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') >= 0) {
            refuseReplacements(name, position - length, length);
        }
        return text;
    }

    /** A message in a field that may stand once; {@code before} is what was read for it so far. */
    <T> T message(String name, @Nullable Object before, Body<T> body) throws MalformedException {
        if (before != null) {
            throw broken(name, "is given twice, or beside another of which only one may be given");
        }
        return message(name, -1, body);
    }

    /** One more element of a list. */
    <T> void element(String name, List<T> list, Body<T> body) throws MalformedException {
        if (--elementsLeft < 0) {
            throw broken(name, "has too many elements");
        }
        list.add(message(name, list.size(), body));
    }

    /** One more element of a list of byte strings. */
    void element(String name, List<Bytes> list) throws MalformedException {
        if (--elementsLeft < 0) {
            throw broken(name, "has too many elements");
        }
        list.add(bytes(name));
    }

    /** One more element of a list that may not grow beyond {@code max}. */
    <T> void element(String name, List<T> list, int max, Body<T> body) throws MalformedException {
        if (list.size() == max) {
            throw broken(name, "has more than " + max + " elements");
        }
        list.add(message(name, list.size(), body));
    }

    /** From here on, the lists read by {@link #element} may have so many elements in all. */
    void allowElements(int count) {
        elementsLeft = count;
    }

    /** A transaction begins; it ends with the message that is being read. */
    void enterTransaction() throws MalformedException {
        if (++transactions > Limits.MAX_TRANSACTION_DEPTH) {
            throw MalformedException.broken(here() + " nests deeper than " + Limits.MAX_TRANSACTION_DEPTH + " levels");
        }
    }

    /** Refuses a message of more than {@code max} bytes, before any of it is read. */
    void refuseLargerThan(int max) throws MalformedException {
        if (limit - position > max) {
            throw MalformedException.broken(
                    here() + " has " + (limit - position) + " bytes, at most " + max + " are allowed");
        }
    }

    /** Where in the array the next field stands. */
    int position() {
        return position;
    }

    /** Whether the field that comes next is a message of this number. Nothing is read. */
    boolean beginsWith(int field) {
        return position < limit && array[position] == (field << 3 | DELIMITED);
    }

    /** Reads a message that has no fields. */
    ProtoReader expectNothing() throws MalformedException {
        if (next() != 0) {
            throw unknownField();
        }
        return this;
    }

    /** A copy of the content of the message that was read last, or failed to be read. */
    Bytes copyOfLastMessage() {
        return Bytes.copyOf(array, lastStart, position - lastStart);
    }

    /** Steps over a field, for the few messages in which unknown fields are ignored. */
    void skip() throws MalformedException {
        switch (wireType) {
            case VARINT -> varint("field " + field);
            case DELIMITED -> skip(length("field " + field));
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            default -> throw broken("field " + field, "has wire type " + wireType);
        }
    }

    /** The complaint about a field that this version does not know; broken rather than unsupported if it is cut. */
    MalformedException unknownField() throws MalformedException {
        int number = field;
        skip();
        return MalformedException.unsupported(place("field " + number) + " is not known to this version");
    }

    MalformedException broken(String name, String what) {
        return MalformedException.broken(place(name) + " " + what);
    }

    MalformedException missing(String name) {
        return broken(name, "is missing");
    }

    /**
     * The name of a field or message here with the names of all messages around it. An element without a name is told
     * by its index behind the name of the message around it.
     */
    String place(String name) {
        return depth == 0 ? name : name.isEmpty() ? here() : here() + '.' + name;
    }

    private String here() {
        StringBuilder place = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            place.append(i == 0 || names[i].isEmpty() ? "" : ".").append(names[i]);
            if (indexes[i] >= 0) {
                place.append('[').append(indexes[i]).append(']');
            }
        }
        return depth == 0 ? "the message" : place.toString();
    }

    /** Whatever happens in the body, the reader stands behind the message afterwards. */
    private <T> T message(String name, int index, Body<T> body) throws MalformedException {
        int length = length(name);
        if (depth == MAX_NESTING) {
            throw broken(name, "is nested too deeply");
        }
        if (depth == names.length) {
            names = Arrays.copyOf(names, 2 * depth);
            indexes = Arrays.copyOf(indexes, 2 * depth);
        }
        int outerLimit = limit;
        int outerDepth = depth;
        int outerTransactions = transactions;
        int start = position;
        int end = start + length;
        names[depth] = name;
        indexes[depth] = index;
        depth++;
        limit = end;
        try {
            return body.read(this);
        } finally {
            lastStart = start;
            position = end;
            limit = outerLimit;
            depth = outerDepth;
            transactions = outerTransactions;
        }
    }

    private int length(String name) throws MalformedException {
        expect(DELIMITED, name);
        long length = varint(name);
        if (length < 0 || length > limit - position) {
            throw broken(
                    name,
                    "claims " + Long.toUnsignedString(length) + " bytes where " + (limit - position) + " are left");
        }
        return (int) length;
    }

    private void expect(int type, String name) throws MalformedException {
        if (wireType != type) {
            throw broken(name, "has wire type " + wireType + " instead of " + type);
        }
    }

    private long varint(String name) throws MalformedException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position == limit) {
                throw broken(name, "ends in the middle of a number");
            }
            byte next = array[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw broken(name, "is a number of more than 64 bits");
    }

    private void skip(int size) throws MalformedException {
        if (limit - position < size) {
            throw broken("field " + field, "is cut short");
        }
        position += size;
    }

    private void refuseReplacements(String name, int offset, int length) throws MalformedException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array, offset, length));
        } catch (CharacterCodingException e) {
            throw broken(name, "is not UTF-8");
        }
    }
}
