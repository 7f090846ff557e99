package io.holdfast.election;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One run of a task, from being elected until it has ended. Confined to the steps of its runner. */
final class Tenure {
    /** How far it is. */
    enum Stage {
        /** The task runs, and leads. */
        RUNNING,
        /** The task is told to stop, and leads yet. */
        DRAINING,
        /** It leads no more. */
        OVER
    }

    final Leadership leadership;
    final StopSignal stop;
    final CompletableFuture<Boolean> handedOver = new CompletableFuture<>();
    Stage stage = Stage.RUNNING;
    String why = "";
    boolean hooked = true;
    boolean ended;

    @Nullable
    Thread thread;

    Tenure(Leadership leadership, StopSignal stop) {
        this.leadership = leadership;
        this.stop = stop;
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
