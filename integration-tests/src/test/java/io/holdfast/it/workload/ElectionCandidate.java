package io.holdfast.it.workload;

import io.holdfast.election.Leadership;
import io.holdfast.election.StopSignal;
import java.io.IOException;
import java.time.Duration;

/** A {@link CandidateProcess} whose work is to lead. */
public final class ElectionCandidate {
    private static final Duration LOOK = Duration.ofMillis(5);

    private ElectionCandidate() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        CandidateProcess.run(arguments, ElectionCandidate::lead);
    }

    private static void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        while (!stop.isRequested()) {
            long before = System.nanoTime();
            if (leadership.isLeader()) {
                CandidateProcess.held(leadership, before);
            }
            stop.await(LOOK);
        }
    }
}
