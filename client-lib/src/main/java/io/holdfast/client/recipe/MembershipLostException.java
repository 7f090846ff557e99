package io.holdfast.client.recipe;

/** The membership is not held: its session ended, somebody removed it, or it was left. The call changed nothing. */
public final class MembershipLostException extends RecipeException {
    private static final long serialVersionUID = 1L;

    /** Makes one, saying what and why. */
    public MembershipLostException(String message) {
        super(message);
    }

    @Override
    RecipeException atCaller() {
        return caused(new MembershipLostException(text()));
    }
}
