package io.holdfast.server.raft;

import static java.util.Objects.requireNonNull;

import io.holdfast.model.outcome.Failure;
import io.holdfast.model.outcome.Freshness;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.server.port.Completion;
import org.jspecify.annotations.Nullable;

/** Counts what it hears; confined to one thread. */
final class HeardOnce implements Completion {
    private int answers;
    private int flushes;
    private @Nullable Outcome outcome;
    private @Nullable Freshness freshness;
    private @Nullable Failure failure;

    @Override
    public void answered(Outcome answer) {
        answers++;
        outcome = answer;
    }

    @Override
    public void answered(Outcome answer, Freshness howFresh) {
        answered(answer);
        freshness = howFresh;
    }

    @Override
    public void failed(Failure reason) {
        answers++;
        failure = reason;
    }

    @Override
    public void flush() {
        flushes++;
    }

    int answers() {
        return answers;
    }

    int flushes() {
        return flushes;
    }

    boolean isAnswered() {
        return outcome != null;
    }

    Outcome outcome() {
        return requireNonNull(outcome, "not answered");
    }

    /** Null for an answer that said nothing of it. */
    @Nullable
    Freshness freshness() {
        return freshness;
    }

    Failure failure() {
        return requireNonNull(failure, "not failed");
    }
}
