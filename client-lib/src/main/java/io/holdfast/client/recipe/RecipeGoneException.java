package io.holdfast.client.recipe;

/** What the handle stood for was deleted or reset by somebody. The call changed nothing. */
public final class RecipeGoneException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public RecipeGoneException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new RecipeGoneException(text()));
    }
}
