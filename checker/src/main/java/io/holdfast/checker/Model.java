package io.holdfast.checker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one key would do if its operations came one after the other.
 *
 * @param <S> the state: immutable, with value equality
 * @param <I> what can be asked
 * @param <O> what can be answered
 */
public interface Model<S, I, O> {
    /** The state before the first operation. */
    S initial();

    /**
     * The state after {@code input} was done in {@code state}, or empty if {@code output} cannot be its answer there. A
     * null output means that nobody saw the answer: every answer is possible.
     */
    Optional<S> step(S state, I input, @Nullable O output);

    /**
     * Whether {@code input}, answered with {@code output}, changes no state at all, whatever the state is (not merely the
     * present one). Saying so makes the search faster; false is always right.
     */
    default boolean onlyReads(I input, O output) {
        return false;
    }
}
