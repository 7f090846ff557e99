package io.holdfast.model.query;

import java.util.Objects;

/**
 * How fresh an answer must be.
 *
 * @param kind the kind of demand
 * @param bound the revision of {@link Kind#AT_LEAST}, the milliseconds of {@link Kind#BOUNDED}, else 0
 */
public record ReadLevel(Kind kind, long bound) {
    /** Everything acknowledged before the read began is seen. */
    public static final ReadLevel LINEARIZABLE = new ReadLevel(Kind.LINEARIZABLE, 0);

    /** Whatever the node has. */
    public static final ReadLevel LOCAL = new ReadLevel(Kind.LOCAL, 0);

    /** Refuses null and a bound that does not go with the kind. */
    public ReadLevel {
        Objects.requireNonNull(kind, "kind");
        boolean bounded = kind == Kind.AT_LEAST || kind == Kind.BOUNDED;
        if (bound < 0 || (!bounded && bound != 0)) {
            throw new IllegalArgumentException("the bound " + bound + " does not go with " + kind);
        }
    }

    /** Everything up to a revision is seen. */
    public static ReadLevel atLeast(long revision) {
        return new ReadLevel(Kind.AT_LEAST, revision);
    }

    /** Everything acknowledged so many milliseconds before the read began is seen. */
    public static ReadLevel bounded(long millis) {
        return new ReadLevel(Kind.BOUNDED, millis);
    }

    /** The kinds of demand. */
    public enum Kind {
        /** Everything acknowledged before the read began. */
        LINEARIZABLE,
        /** Everything up to a revision. */
        AT_LEAST,
        /** Everything acknowledged some time before. */
        BOUNDED,
        /** Whatever the node has. */
        LOCAL
    }
}
