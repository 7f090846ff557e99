package io.holdfast.it.example;

import static io.holdfast.it.workload.Spoken.say;

import io.holdfast.election.Leadership;
import io.holdfast.election.StopSignal;
import io.holdfast.it.workload.CandidateProcess;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * A process that runs a {@link JournalTask} while it leads. Besides what every {@link CandidateProcess} does it is told {@code
 * hold}: the next write stands still between the check and the write, as in a pause of the machine, until it is told {@code go}.
 * Further argument: the database. Further lines: {@code holding TOKEN}, {@code fenced TOKEN}.
 */
public final class JournalWorker implements CandidateProcess.Work, JournalTask.Moments {
    private final JournalTask task;
    private final Semaphore go = new Semaphore(0);
    private volatile boolean hold;

    private JournalWorker(String database, String name) {
        this.task = new JournalTask(new Journal(database), name, this);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        CandidateProcess.run(arguments, new JournalWorker(arguments[CandidateProcess.ARGUMENTS], arguments[4]));
    }

    @Override
    public void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        task.lead(leadership, stop);
    }

    @Override
    public void leads(Leadership leadership, long nanos) throws InterruptedException {
        CandidateProcess.held(leadership, nanos);
        if (hold) {
            hold = false;
            say("holding " + leadership.token());
            go.acquire();
        }
    }

    @Override
    public void fenced(Leadership leadership) {
        say("fenced " + leadership.token());
    }

    @Override
    public void told(String command) {
        switch (command) {
            case "hold" -> hold = true;
            case "go" -> go.release();
            default -> CandidateProcess.Work.super.told(command);
        }
    }
}
