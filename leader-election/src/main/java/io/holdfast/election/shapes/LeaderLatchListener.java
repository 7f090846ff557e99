package io.holdfast.election.shapes;

/** Hears when a {@link LeaderLatch} gains and loses leadership: in turn, beginning with {@link #isLeader}. */
public interface LeaderLatchListener {
    /** It leads now. */
    void isLeader();

    /** It leads no more. */
    void notLeader();
}
