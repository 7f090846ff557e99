package io.holdfast.client;

import io.holdfast.model.query.ReadLevel;
import java.time.Duration;
import java.util.Objects;

/**
 * How fresh the answer to a read must be. The default is {@link #linearizable}; everything weaker is asked for by name, may
 * be answered by any node, and says in its reply who answered and how old it may be ({@link Served}). Immutable.
 *
 * <pre>{@code
 * kv.put("greeting", "hello");
 * KeyValueClient nearby = client.keyValue().withConsistency(Consistency.session());
 * nearby.get("greeting").thenAccept(reply -> show(reply.keyValue(), "from " + reply.served().node()));
 * }</pre>
 */
public final class Consistency {
    private static final Consistency LINEARIZABLE = new Consistency(Kind.LINEARIZABLE, 0);
    private static final Consistency SESSION = new Consistency(Kind.SESSION, 0);
    private static final Consistency LOCAL = new Consistency(Kind.LOCAL, 0);

    private final Kind kind;
    private final long bound;

    private Consistency(Kind kind, long bound) {
        this.kind = kind;
        this.bound = bound;
    }

    /** Everything acknowledged to anybody before the read began is seen. The default. */
    public static Consistency linearizable() {
        return LINEARIZABLE;
    }

    /**
     * Everything up to {@code revision} is seen; a node that has not come so far waits until it has.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static Consistency atLeast(long revision) {
        if (revision < 0) {
            throw new IllegalArgumentException("a revision must not be negative: " + revision);
        }
        return new Consistency(Kind.AT_LEAST, revision);
    }

    /**
     * Everything this client has seen or written is seen, whichever node answers: {@link #atLeast} of the highest
     * revision in any answer it got before the read was made. Reads your own writes, and never goes back in time; what
     * others did meanwhile may be missing.
     */
    public static Consistency session() {
        return SESSION;
    }

    /**
     * Everything acknowledged {@code age} before the read began is seen.
     *
     * @param age at least a millisecond, at most a day
     * @throws IllegalArgumentException if it lies outside
     */
    public static Consistency bounded(Duration age) {
        if (age.compareTo(Duration.ofMillis(1)) < 0 || age.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("an age must lie between a millisecond and a day: " + age);
        }
        return new Consistency(Kind.BOUNDED, age.toMillis());
    }

    /** Whatever the answering node has, at once; without a quorum too. It may be old, and older than the last answer. */
    public static Consistency local() {
        return LOCAL;
    }

    /** What to ask a node for, by a client that has seen {@code seen}. */
    ReadLevel level(long seen) {
        return switch (kind) {
            case LINEARIZABLE -> ReadLevel.LINEARIZABLE;
            case AT_LEAST -> ReadLevel.atLeast(bound);
            case SESSION -> ReadLevel.atLeast(seen);
            case BOUNDED -> ReadLevel.bounded(bound);
            case LOCAL -> ReadLevel.LOCAL;
        };
    }

    boolean isLinearizable() {
        return kind == Kind.LINEARIZABLE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Consistency that && kind == that.kind && bound == that.bound;
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, bound);
    }

    /** As it is written: {@code LINEARIZABLE}, {@code AT_LEAST(42)}, {@code SESSION}, {@code BOUNDED(500 ms)}, {@code LOCAL}. */
    @Override
    public String toString() {
        return switch (kind) {
            case LINEARIZABLE, SESSION, LOCAL -> kind.name();
            case AT_LEAST -> kind + "(" + bound + ")";
            case BOUNDED -> kind + "(" + bound + " ms)";
        };
    }

    private enum Kind {
        LINEARIZABLE,
        AT_LEAST,
        SESSION,
        BOUNDED,
        LOCAL
    }
}
