package io.holdfast.client.recipe;

/** Another member of the group has the id. Nobody joined. */
public final class MemberExistsException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public MemberExistsException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new MemberExistsException(text()));
    }
}
