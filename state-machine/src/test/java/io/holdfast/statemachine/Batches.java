package io.holdfast.statemachine;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Short words for tests. */
public final class Batches {
    private static final AtomicLong PROPOSERS = new AtomicLong();

    private Batches() {}

    /** A put of text. */
    public static Put put(String key, String value) {
        return new Put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** A batch of these commands, stamped with 0: the first of a proposer of its own. */
    public static CommandBatch batch(Command... commands) {
        return new CommandBatch(0, PROPOSERS.incrementAndGet(), 1, List.of(commands));
    }

    /** Applies one command in a batch of its own. */
    public static Outcome apply(CoordinationState state, Command command) {
        return state.apply(batch(command)).outcomes().get(0);
    }
}
