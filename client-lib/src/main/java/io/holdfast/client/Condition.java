package io.holdfast.client;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyRange;
import io.holdfast.model.query.Compare;
import io.holdfast.model.query.Compare.Relation;
import io.holdfast.model.query.Compare.Target;
import java.util.Objects;

/**
 * Conditions of a transaction: {@code Condition.version(key).equalTo(0)}.
 *
 * <p>A condition over a range must hold for every key of it. An absent key has version, revisions and lease 0, and no
 * condition on its value holds.
 */
public final class Condition {
    private Condition() {}

    /** On a key's version: how often it was put since it was created; 0 means absent. */
    public static NumberField version(Bytes key) {
        return version(KeyRange.single(key));
    }

    /** On the version of every key of a range. */
    public static NumberField version(KeyRange range) {
        return new NumberField(range, Target.VERSION);
    }

    /** On the revision at which a key was created; 0 means absent. */
    public static NumberField createRevision(Bytes key) {
        return createRevision(KeyRange.single(key));
    }

    /** On the revision of creation of every key of a range. */
    public static NumberField createRevision(KeyRange range) {
        return new NumberField(range, Target.CREATE_REVISION);
    }

    /** On the revision at which a key was last modified. */
    public static NumberField modRevision(Bytes key) {
        return modRevision(KeyRange.single(key));
    }

    /** On the revision of the last modification of every key of a range. */
    public static NumberField modRevision(KeyRange range) {
        return new NumberField(range, Target.MOD_REVISION);
    }

    /** On a key's value, compared as unsigned bytes. */
    public static ValueField value(Bytes key) {
        return value(KeyRange.single(key));
    }

    /** On the value of every key of a range. */
    public static ValueField value(KeyRange range) {
        return new ValueField(range);
    }

    /** On the lease a key is attached to, 0 for none. */
    public static NumberField lease(Bytes key) {
        return new NumberField(KeyRange.single(key), Target.LEASE);
    }

    /** That a key exists. */
    public static Compare exists(Bytes key) {
        return version(key).greaterThan(0);
    }

    /** That a key does not exist. */
    public static Compare absent(Bytes key) {
        return version(key).equalTo(0);
    }

    /** A number to compare with. */
    public static final class NumberField {
        private final KeyRange range;
        private final Target target;

        private NumberField(KeyRange range, Target target) {
            this.range = Objects.requireNonNull(range, "range");
            this.target = target;
        }

        /** That it is {@code number}. */
        public Compare equalTo(long number) {
            return Compare.number(range, target, Relation.EQUAL, number);
        }

        /** That it is not {@code number}. */
        public Compare notEqualTo(long number) {
            return Compare.number(range, target, Relation.NOT_EQUAL, number);
        }

        /** That it is greater than {@code number}. */
        public Compare greaterThan(long number) {
            return Compare.number(range, target, Relation.GREATER, number);
        }

        /** That it is less than {@code number}. */
        public Compare lessThan(long number) {
            return Compare.number(range, target, Relation.LESS, number);
        }
    }

    /** A value to compare with. */
    public static final class ValueField {
        private final KeyRange range;

        private ValueField(KeyRange range) {
            this.range = Objects.requireNonNull(range, "range");
        }

        /** That it is {@code value}. */
        public Compare equalTo(Bytes value) {
            return Compare.value(range, Relation.EQUAL, value);
        }

        /** That it is not {@code value}. */
        public Compare notEqualTo(Bytes value) {
            return Compare.value(range, Relation.NOT_EQUAL, value);
        }

        /** That it sorts after {@code value}. */
        public Compare greaterThan(Bytes value) {
            return Compare.value(range, Relation.GREATER, value);
        }

        /** That it sorts before {@code value}. */
        public Compare lessThan(Bytes value) {
            return Compare.value(range, Relation.LESS, value);
        }
    }
}
