package io.holdfast.election.shapes;

/** The shape of Spring Integration's candidate, run by a {@link CandidateInitiator}. Calls come one at a time, in turn. */
public interface Candidate {
    /** The election's name. */
    String getRole();

    /** The candidate's name. */
    String getId();

    /**
     * It leads. Should return soon: {@link #onRevoked} is not called before.
     *
     * @throws InterruptedException if it was interrupted; then it resigns
     */
    void onGranted(Context context) throws InterruptedException;

    /** It leads no more; the context is that of the grant. */
    void onRevoked(Context context);
}
