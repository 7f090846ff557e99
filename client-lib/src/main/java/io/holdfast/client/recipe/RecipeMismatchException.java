package io.holdfast.client.recipe;

/** Under the name stands something else: another count, another number of parties, or no recipe of this kind at all. Nothing was changed. */
public final class RecipeMismatchException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public RecipeMismatchException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new RecipeMismatchException(text()));
    }
}
