package io.holdfast.client.recipe;

/**
 * How to be a member. Immutable.
 *
 * @param rejoin whether to join again by itself, in a new session, after the membership was lost; its state says Lost in
 *     between, and the group sees it leave and join
 */
public record MembershipOptions(boolean rejoin) {
    /** Lost is lost. */
    public static final MembershipOptions DEFAULT = new MembershipOptions(false);

    /** These options, joining again after a loss until it is left. */
    public MembershipOptions rejoining() {
        return new MembershipOptions(true);
    }
}
