package io.holdfast.it.workload;

import static io.holdfast.it.workload.Spoken.say;

import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastException;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.CandidateState.Leading;
import io.holdfast.election.CandidateState.Lost;
import io.holdfast.election.Health;
import io.holdfast.election.HealthPolicy;
import io.holdfast.election.HoldDown;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderRunner;
import io.holdfast.election.LeaderTask;
import io.holdfast.election.Leadership;
import io.holdfast.election.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A process of its own that is one candidate, does its work only while it leads, and does what it is told: {@code sick},
 * {@code well}, {@code resign}, {@code resign NAME}; anything else is told to the work. It ends when its standard input does.
 *
 * <p>Arguments: endpoints, authority, certificate, key, name, election, time to live and grace in milliseconds; further ones
 * are the work's. Lines, whose moments are of {@link System#nanoTime}: {@code leading TOKEN NANOS} and {@code ended TOKEN END
 * NANOS} as its listener hears it; {@code start TOKEN NANOS} and {@code stop TOKEN NANOS} as its task begins and ends;
 * {@code held TOKEN NANOS} ({@link #held}); {@code resigned BOOLEAN}; {@code error TEXT}; at the end {@code done}.
 */
public final class CandidateProcess {
    /** How many arguments are not the work's. */
    public static final int ARGUMENTS = 8;

    /** Sick by two failures in a row: 50 to 100 ms after the first. */
    private static final HealthPolicy POLICY =
            HealthPolicy.DEFAULT.failures(2, 2).recoveries(1).interval(Duration.ofMillis(50));

    private static final HoldDown HOLD_DOWN =
            new HoldDown(Duration.ofMillis(200), Duration.ofMillis(500), Duration.ofMinutes(1));

    private final Work work;
    private volatile boolean sick;

    private CandidateProcess(Work work) {
        this.work = work;
    }

    /** What it does while it leads. */
    @FunctionalInterface
    public interface Work extends LeaderTask {
        /** It was told something that is nothing to the candidate. */
        default void told(String command) {
            say("error not understood: " + command);
        }
    }

    /** Runs it. */
    public static void run(String[] arguments, Work work) throws IOException {
        Duration ttl = Duration.ofMillis(Long.parseLong(arguments[6]));
        Duration grace = Duration.ofMillis(Long.parseLong(arguments[7]));
        CandidateProcess process = new CandidateProcess(work);
        try (HoldfastClient client = HoldfastClient.builder()
                        .endpoints(arguments[0])
                        .tls(Path.of(arguments[1]), Path.of(arguments[2]), Path.of(arguments[3]))
                        .name(arguments[4])
                        .sessionTtl(ttl)
                        .build();
                LeaderRunner runner = LeaderRunner.builder(
                                LeaderElection.builder(client, arguments[5])
                                        .value("at " + arguments[4])
                                        .session(SessionOptions.of(ttl).grace(grace))
                                        .backoff(Duration.ofMillis(50), Duration.ofMillis(500))
                                        .onListenerError(
                                                (listener, thrown) -> say("error " + listener + ": " + thrown)),
                                process::lead)
                        .health("told", process::health, POLICY)
                        .holdDown(HOLD_DOWN)
                        .start()) {
            process.listen(runner.election());
            process.obey(runner);
        }
        say("done");
    }

    /** Says that it was believed to lead, at a moment that was taken before that was asked. */
    public static void held(Leadership leadership, long nanos) {
        say("held " + leadership.token() + " " + nanos);
    }

    private CompletableFuture<Health> health() {
        return CompletableFuture.completedFuture(sick ? Health.bad("told to be sick") : Health.GOOD);
    }

    private void listen(LeaderElection election) {
        election.onStateChange(
                state -> {
                    if (state instanceof Leading leading) {
                        say("leading " + leading.leadership().token() + " " + System.nanoTime());
                    } else if (state instanceof Lost lost) {
                        say("ended " + lost.leadership().token() + " "
                                + lost.how().end() + " " + System.nanoTime());
                    }
                },
                Runnable::run);
    }

    private void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        say("start " + leadership.token() + " " + System.nanoTime());
        try {
            work.lead(leadership, stop);
        } finally {
            say("stop " + leadership.token() + " " + System.nanoTime());
        }
    }

    private void obey(LeaderRunner runner) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            List<String> words = List.of(line.split(" "));
            switch (words.get(0)) {
                case "sick" -> sick = true;
                case "well" -> sick = false;
                case "resign" -> {
                    if (words.size() == 1) {
                        answer(runner.stepDownAsync());
                    } else {
                        answer(runner.election().resignAsync(words.get(1)));
                    }
                }
                default -> work.told(line);
            }
        }
    }

    private static void answer(CompletableFuture<Boolean> resigned) {
        resigned.whenComplete((led, failure) -> {
            if (failure == null) {
                say("resigned " + led);
            } else if (failure instanceof HoldfastException) {
                // Trouble that the test makes: it was not its command that ended the tenure, or nobody knows.
                say("resigned false");
            } else {
                say("error " + failure);
            }
        });
    }
}
