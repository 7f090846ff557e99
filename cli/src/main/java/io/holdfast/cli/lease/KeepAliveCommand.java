package io.holdfast.cli.lease;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.BlockingLeaseClient;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.KeepAlive;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lease keep-alive}: renews until it is interrupted, or the lease is lost. */
@Command(
        name = "keep-alive",
        description = {
            "Renew a lease until interrupted; a line for each change of what is known of it.",
            "If the lease is lost the exit status is 1."
        })
final class KeepAliveCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "LEASE", description = "Its id.")
    private long lease;

    @Option(names = "--once", description = "Renew it once and be done.")
    private boolean once;

    KeepAliveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (HoldfastClient client = connection.open(surroundings)) {
            BlockingLeaseClient leases = client.leases().blocking();
            if (once) {
                print("renewed", leases.keepAliveOnce(lease));
                return ExitStatus.DONE;
            }
            try (KeepAlive kept = leases.keepAlive(lease)) {
                print("connected", kept.ttl());
                kept.onStateChange(state -> print(state.name().toLowerCase(Locale.ROOT), kept.remaining()));
                kept.whenLost().join();
            }
        }
        throw CliException.refused(
                "LEASE_LOST", "lease " + lease + " is lost: it ended, or no renewal was acknowledged in time");
    }

    /** States come on the client's threads, one after another. */
    private void print(String state, Duration left) {
        output.print(
                surroundings.out(),
                new Document().put("lease", lease).put("state", state).put("remainingMillis", left.toMillis()),
                () -> "lease " + lease + " " + state + ", " + LeaseCommand.seconds(left.toMillis()) + " left");
    }
}
