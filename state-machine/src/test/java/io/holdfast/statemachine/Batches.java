package io.holdfast.statemachine;

import io.holdfast.model.Bytes;
import io.holdfast.model.command.Command;
import io.holdfast.model.command.CommandBatch;
import io.holdfast.model.command.Put;
import io.holdfast.model.outcome.Outcome;
import java.util.List;

/** Short words for tests. */
public final class Batches {
    private Batches() {}

    /** A put of text. */
    public static Put put(String key, String value) {
        return new Put(Bytes.utf8(key), Bytes.utf8(value));
    }

    /** A batch of these commands, stamped with 0. */
    public static CommandBatch batch(Command... commands) {
        return new CommandBatch(0, 1, 1, List.of(commands));
    }

    /** Applies one command in a batch of its own. */
    public static Outcome apply(CoordinationState state, Command command) {
        return state.apply(batch(command)).outcomes().get(0);
    }
}
