package io.holdfast.client;

/** An observation of an election under way, until it is closed or the client is. */
public interface ElectionObservation extends AutoCloseable {
    /** The election's name. */
    String election();

    /** Ends it: nothing is told from now on, but for a call that is under way. Any thread. */
    @Override
    void close();
}
