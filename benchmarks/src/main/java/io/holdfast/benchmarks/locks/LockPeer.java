package io.holdfast.benchmarks.locks;

/** A lock service under measurement, as its own Java client offers it. */
interface LockPeer {
    /** What is measured, with the settings that decide the figures. */
    String description();

    /**
     * One more client, as a process of its own would have: connection and session belong to it alone.
     *
     * @throws Exception whatever the peer's client throws: it ends the run
     */
    Connection connect() throws Exception;

    /** One client; its contenders share it. */
    interface Connection extends AutoCloseable {
        /** Somebody who acquires and releases the lock of that name, again and again. Not yet waiting for it. */
        Contender contender(String lock) throws Exception;

        @Override
        void close();
    }

    /** Confined to one thread, which acquires and releases in turn. */
    interface Contender {
        /** Waits in line as long as it takes. */
        void acquire() throws Exception;

        /** Gives it back: waits for the cluster's word, or does not, as the peer was made. */
        void release() throws Exception;
    }
}
