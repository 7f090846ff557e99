package io.holdfast.client.recipe;

/** There are more members than a snapshot may hold. */
public final class RecipeLimitException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public RecipeLimitException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new RecipeLimitException(text()));
    }
}
