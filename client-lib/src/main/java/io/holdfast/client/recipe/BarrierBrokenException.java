package io.holdfast.client.recipe;

import java.util.Objects;

/** A generation of a barrier was broken: every party that waited in it is told so, each by one of these. */
public final class BarrierBrokenException extends RecipeException {
    private static final long serialVersionUID = 1L;

    private final long generation;
    private final Cause why;

    /** Why a generation was broken. */
    public enum Cause {
        /** A party's session ended while it waited, or its key was taken away. */
        PARTY_LOST,
        /** A party's patience ended. */
        TIMED_OUT,
        /** A party was interrupted, or cancelled its future. */
        WITHDRAWN,
        /** Somebody called {@link DistributedBarrier#reset}. */
        RESET,
        /** Somebody deleted the barrier. */
        DELETED,
        /**
         * This party was cut off, and when it came back the generation had ended and its history was compacted: it may have
         * been broken, or not.
         */
        UNKNOWN
    }

    /**
     * Makes one.
     *
     * @param generation which generation
     * @param why why
     * @param message the same for people
     */
    public BarrierBrokenException(long generation, Cause why, String message) {
        super(message);
        this.generation = generation;
        this.why = Objects.requireNonNull(why, "why");
    }

    /** The generation that was broken. */
    public long generation() {
        return generation;
    }

    /** Why. */
    public Cause why() {
        return why;
    }

    @Override
    RecipeException atCaller() {
        return caused(new BarrierBrokenException(generation, why, text()));
    }
}
