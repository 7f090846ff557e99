package io.holdfast.model.command;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import java.util.Objects;

/**
 * A condition on every key of a range. A range without keys compares one absent key: numbers as 0, and a value compare
 * is false.
 *
 * @param range which keys
 * @param target which field
 * @param relation how the stored field must stand to the operand
 * @param number the operand for every target but VALUE
 * @param value the operand for VALUE
 */
public record Compare(KeyRange range, Target target, Relation relation, long number, Bytes value) {
    /** Refuses null. */
    public Compare {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(relation, "relation");
        Objects.requireNonNull(value, "value");
    }

    /** A compare of a number. */
    public static Compare number(KeyRange range, Target target, Relation relation, long number) {
        return new Compare(range, target, relation, number, Bytes.EMPTY);
    }

    /** A compare of a value. */
    public static Compare value(KeyRange range, Relation relation, Bytes value) {
        return new Compare(range, Target.VALUE, relation, 0, value);
    }

    /** The field compared. */
    public enum Target {
        /** {@code version}. */
        VERSION,
        /** {@code createRevision}; 0 means absent. */
        CREATE_REVISION,
        /** {@code modRevision}. */
        MOD_REVISION,
        /** The value, as unsigned bytes. */
        VALUE,
        /** The lease. */
        LEASE
    }

    /** How stored field and operand must stand. */
    public enum Relation {
        /** Equal. */
        EQUAL,
        /** Stored is greater. */
        GREATER,
        /** Stored is less. */
        LESS,
        /** Not equal. */
        NOT_EQUAL
    }
}
