package io.holdfast.model;

import java.util.Objects;

/**
 * A range of keys with etcd's conventions: an empty {@code end} means the single key {@code start}; an {@code end} of
 * one zero byte means every key from {@code start} on; otherwise {@code start} inclusive to {@code end} exclusive.
 * {@code start >= end} is a legal, empty range. Bytes compare unsigned.
 *
 * @param start the first key
 * @param end the bound, as above
 */
public record KeyRange(Bytes start, Bytes end) {
    private static final Bytes ZERO = Bytes.of(0);

    /** Every key there is. */
    public static final KeyRange ALL = new KeyRange(ZERO, ZERO);

    /** Refuses null. */
    public KeyRange {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
    }

    /** Exactly one key. */
    public static KeyRange single(Bytes key) {
        return new KeyRange(key, Bytes.EMPTY);
    }

    /** Keys from {@code start} inclusive to {@code end} exclusive. */
    public static KeyRange between(Bytes start, Bytes end) {
        return new KeyRange(start, end);
    }

    /** {@code start} and every key after it. */
    public static KeyRange atLeast(Bytes start) {
        return new KeyRange(start, ZERO);
    }

    /** Every key that begins with {@code prefix}; the empty prefix is every key. */
    public static KeyRange prefix(Bytes prefix) {
        if (prefix.isEmpty()) {
            return ALL;
        }
        byte[] bytes = prefix.toArray();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] != (byte) 0xff) {
                bytes[i]++;
                return new KeyRange(prefix, Bytes.copyOf(bytes, 0, i + 1));
            }
        }
        return new KeyRange(prefix, ZERO);
    }

    /** Whether this names one key only. */
    public boolean isSingle() {
        return end.isEmpty();
    }

    /** Whether this has no upper bound. */
    public boolean isUnbounded() {
        return end.size() == 1 && end.at(0) == 0;
    }

    /** Whether no key can be in it. */
    public boolean isEmpty() {
        return !isSingle() && !isUnbounded() && start.compareTo(end) >= 0;
    }

    /** Whether {@code key} is in it. */
    public boolean contains(Bytes key) {
        if (isSingle()) {
            return key.equals(start);
        }
        return key.compareTo(start) >= 0 && (isUnbounded() || key.compareTo(end) < 0);
    }

    /** Whether some key could be in both ranges. */
    public boolean overlaps(KeyRange other) {
        if (isEmpty() || other.isEmpty()) {
            return false;
        }
        return startsBeforeEndOf(other) && other.startsBeforeEndOf(this);
    }

    private boolean startsBeforeEndOf(KeyRange other) {
        if (other.isSingle()) {
            return start.compareTo(other.start) <= 0;
        }
        return other.isUnbounded() || start.compareTo(other.end) < 0;
    }

    @Override
    public String toString() {
        if (isSingle()) {
            return start.toString();
        }
        return "[" + start + ", " + (isUnbounded() ? "∞" : end.toString()) + ")";
    }
}
