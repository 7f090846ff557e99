package io.holdfast.cli.tour;

import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.Health;
import io.holdfast.election.HealthCheck;
import io.holdfast.election.HealthPolicy;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderRunner;
import io.holdfast.election.Leadership;
import io.holdfast.election.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code holdfast tour-candidate ELECTION NAME}, not listed: a candidate of the tour. Leads only while it is healthy, and is sick
 * from the first line on its standard input on; ends with its input.
 */
@Command(name = "tour-candidate", description = "Stand for election, for the tour.")
public final class CandidateCommand implements Callable<Integer> {
    /** How long the place of a leader that is not heard of stays taken. */
    static final Duration TTL = Duration.ofSeconds(10);

    /** How long, if its process was seen to end. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** When it is sick: by 3 bad checks of the last 5, one every 50 ms. */
    static final HealthPolicy POLICY = HealthPolicy.DEFAULT.interval(Duration.ofMillis(50));

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "ELECTION", description = "The election.")
    private String election = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The candidate's name.")
    private String name = "";

    /** The command in its surroundings. */
    public CandidateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        AtomicBoolean sick = new AtomicBoolean();
        BufferedReader asked = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        try (HoldfastClient client = connection.open(surroundings)) {
            LeaderRunner runner = LeaderRunner.builder(
                            LeaderElection.builder(client, election)
                                    .candidate(name)
                                    .value(name + " serves")
                                    .session(SessionOptions.of(TTL).grace(GRACE)),
                            this::lead)
                    .health("self", HealthCheck.of(() -> sick.get() ? Health.bad("sick") : Health.GOOD), POLICY)
                    .start();
            while (asked.readLine() != null) {
                sick.set(true);
            }
            runner.close();
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw CliException.of(ExitStatus.UNAVAILABLE, "INPUT_LOST", String.valueOf(e.getMessage()), e);
        }
    }

    private void lead(Leadership leadership, StopSignal stop) throws InterruptedException {
        say("leads " + leadership.token());
        stop.await();
        say("stops " + stop.request().map(request -> request.reason().name()).orElse(""));
    }

    private void say(String line) {
        surroundings.out().println(line);
        surroundings.out().flush();
    }
}
