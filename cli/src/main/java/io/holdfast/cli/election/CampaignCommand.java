package io.holdfast.cli.election;

import io.holdfast.cli.shell.Amounts;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.SessionOptions;
import io.holdfast.election.HealthCheck;
import io.holdfast.election.HealthPolicy;
import io.holdfast.election.HttpHealthCheck;
import io.holdfast.election.LeaderElection;
import io.holdfast.election.LeaderElectionBuilder;
import io.holdfast.election.LeaderRunner;
import io.holdfast.election.LeaderRunnerBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast election campaign NAME -- COMMAND…}: runs a command only while leading. */
@Command(
        name = "campaign",
        customSynopsis = "@|bold holdfast election campaign|@ [OPTIONS] NAME -- COMMAND...",
        description = {
            "Stand for election, and run a command only while leading: it is ended when leadership is lost, and started",
            "again when it is won again. When the command ends by itself, its exit status is passed on."
        },
        footer = {
            "The command finds its fencing token in HOLDFAST_FENCING_TOKEN and the election in HOLDFAST_ELECTION.",
            "Nothing else is printed."
        })
final class CampaignCommand implements Callable<Integer> {
    private static final Duration DEFAULT_STOP = Duration.ofSeconds(5);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);

    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "NAME", description = "The election.")
    private String name = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", arity = "1..*", description = "The command, after --.")
    private List<String> command = List.of();

    @Option(
            names = "--candidate",
            paramLabel = "NAME",
            description = "The name to stand under; default the name of this client.")
    private @Nullable String candidate;

    @Option(names = "--value", paramLabel = "TEXT", description = "What to publish while leading: an address, say.")
    private String value = "";

    @Option(
            names = "--priority",
            paramLabel = "N",
            description = "Higher ones are elected first; 0 to 1000, default 0.")
    private int priority;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "After so long without a sign of life another leads; default 10s.")
    private @Nullable String ttl;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            description =
                    "If this process dies, another leads after so little already; the price is that this one loses its"
                            + " leadership if it hears nothing for so long. Default: after the time to live only.")
    private @Nullable String grace;

    @Option(names = "--stop", paramLabel = "TIME", description = "How long the command may take to end; default 5s.")
    private @Nullable String stop;

    @Option(names = "--once", description = "Do not stand again after leadership was lost: exit status 10.")
    private boolean once;

    @Option(
            names = "--health-http",
            paramLabel = "URL",
            description = "Lead only while this answers with a 2xx status; repeatable.")
    private List<URI> http = List.of();

    @Option(
            names = "--health-tcp",
            paramLabel = "HOST:PORT",
            description = "Lead only while this accepts connections; repeatable.")
    private List<String> tcp = List.of();

    @Option(
            names = "--health-failures",
            paramLabel = "N/M",
            description = "Step down when N of the last M checks failed; one is made each second. Default 3/5.")
    private String failures = "3/5";

    CampaignCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Duration stopping = stop == null ? DEFAULT_STOP : duration("--stop", stop);
        try (HoldfastClient client = connection.open(surroundings)) {
            LedCommand led = new LedCommand(command, once, stopping);
            return led.run(() -> runner(client, led, stopping).start());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", String.valueOf(e.getMessage()), e);
        }
    }

    private LeaderRunnerBuilder runner(HoldfastClient client, LedCommand led, Duration stopping) {
        SessionOptions session = ttl == null ? SessionOptions.DEFAULT : SessionOptions.of(duration("--ttl", ttl));
        session = grace == null ? session : session.grace(duration("--grace", grace));
        LeaderElectionBuilder election = LeaderElection.builder(client, name)
                .value(value)
                .priority(priority)
                .session(session);
        if (candidate != null) {
            election.candidate(candidate);
        }
        // The child's end takes that long; the thread that waits for it is not to be interrupted before.
        LeaderRunnerBuilder runner = LeaderRunner.builder(election, led).drain(stopping.plusSeconds(2));
        HealthPolicy policy = policy();
        for (URI uri : http) {
            runner.health(uri.toString(), new HttpHealthCheck(uri, CHECK_TIMEOUT), policy);
        }
        for (String address : tcp) {
            runner.health(address, tcp(address), policy);
        }
        return runner;
    }

    private HealthPolicy policy() {
        String[] parts = failures.split("/", -1);
        try {
            if (parts.length == 2) {
                return HealthPolicy.DEFAULT.failures(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
            }
        } catch (NumberFormatException e) {
            throw CliException.usage("USAGE", failuresUsage(), e);
        }
        throw CliException.usage(failuresUsage());
    }

    private String failuresUsage() {
        return "--health-failures reads 3/5: how many of how many, not '" + failures + "'";
    }

    private static HealthCheck tcp(String address) {
        int colon = address.lastIndexOf(':');
        try {
            if (colon > 0) {
                return HealthCheck.tcp(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), CHECK_TIMEOUT);
            }
        } catch (NumberFormatException e) {
            throw CliException.usage("USAGE", "--health-tcp reads host:port, not '" + address + "'", e);
        }
        throw CliException.usage("--health-tcp reads host:port, not '" + address + "'");
    }

    private static Duration duration(String flag, String text) {
        try {
            return Amounts.duration(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", flag + ": " + e.getMessage(), e);
        }
    }

    /** What the exit status is when leadership was lost and nobody is to stand again. */
    static CliException lost(String election, long token, String how) {
        return CliException.of(
                ExitStatus.LOCK_LOST,
                "LEADERSHIP_LOST",
                "election '" + election + "' (token " + token + ") is led by this process no more: " + how
                        + "; the command was ended");
    }
}
