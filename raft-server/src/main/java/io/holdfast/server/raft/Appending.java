package io.holdfast.server.raft;

import io.holdfast.model.command.CommandBatch;

/** A batch on its way into this node's log. Safe for any thread. */
final class Appending {
    private final CommandBatch batch;
    private volatile boolean begun;

    Appending(CommandBatch batch) {
        this.batch = batch;
    }

    CommandBatch batch() {
        return batch;
    }

    /** The log is about to take it: from here on nobody can say that it was never appended. */
    void begin() {
        begun = true;
    }

    boolean mayBeInLog() {
        return begun;
    }
}
