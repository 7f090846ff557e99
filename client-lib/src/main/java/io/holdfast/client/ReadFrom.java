package io.holdfast.client;

/**
 * Where linearizable reads go. Weaker ones go to any node in either case.
 *
 * <p>The leader is the default because it answers in one round trip: any other node first has to ask it how far it must
 * have come, which costs a hop between nodes. Spreading pays where reads are so many, or so large, that the leader's
 * processor or network is what is short.
 */
public enum ReadFrom {
    /** The leader. */
    LEADER,
    /** The node that has least to do, whatever it is. */
    ANY
}
