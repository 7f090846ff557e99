package io.holdfast.client.recipe;

/** There is no instance to pick: none is registered, or the directory has not been filled yet. */
public final class NoInstanceException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public NoInstanceException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new NoInstanceException(text()));
    }
}
