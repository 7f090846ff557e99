package io.holdfast.client.recipe;

import java.util.Objects;

/**
 * A recipe said no. Trouble of the cluster and of the network comes as {@link io.holdfast.client.HoldfastException} instead;
 * where that says UNKNOWN, the recipe's documentation says what may have happened.
 *
 * <p>Asynchronous calls complete exceptionally with one of these, blocking calls throw it.
 */
public abstract sealed class RecipeException extends RuntimeException
        permits CounterOverflowException,
                RecipeMismatchException,
                RecipeGoneException,
                BarrierBrokenException,
                MemberExistsException,
                MembershipLostException,
                NoInstanceException,
                RecipeLimitException {
    private static final long serialVersionUID = 1L;

    RecipeException(String message) {
        super(message);
    }

    /** The same with the caller's stack and this one as its cause: what a blocking call throws. */
    abstract RecipeException atCaller();

    final RecipeException caused(RecipeException again) {
        again.initCause(this);
        return again;
    }

    final String text() {
        return Objects.requireNonNull(getMessage(), "message");
    }
}
