package io.holdfast.client.recipe;

/** The sum would not fit a long; the counter is unchanged. */
public final class CounterOverflowException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public CounterOverflowException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new CounterOverflowException(text()));
    }
}
