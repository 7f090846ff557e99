package io.holdfast.cli.lock;

import io.holdfast.cli.shell.Amounts;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.Goodbye;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.HoldfastClientBuilder;
import io.holdfast.client.LockHandle;
import io.holdfast.client.LockOptions;
import io.holdfast.client.NamedLock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code holdfast lock NAME -- COMMAND…} is told, and doing it. */
final class Run {
    private static final Duration FAREWELL = Duration.ofSeconds(3);
    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(5);

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(index = "0", paramLabel = "NAME", arity = "0..1", description = "The lock.")
    private String name = "";

    @Parameters(index = "1..*", paramLabel = "COMMAND", arity = "0..*", description = "The command, after --.")
    private List<String> command = List.of();

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait in line: 500ms, 10s, 2m; 0 not at all. Default: as long as it takes.")
    private @Nullable String patience;

    @Option(names = "--read", description = "Hold the reading side of a read-write lock.")
    private boolean read;

    @Option(names = "--write", description = "Hold the writing side of a read-write lock.")
    private boolean write;

    @Option(
            names = "--permits",
            paramLabel = "N/M",
            description = "Hold N permits of a semaphore, which is made with M permits if there is none.")
    private @Nullable String permits;

    @Option(names = "--max-hold", paramLabel = "TIME", description = "After so long the cluster takes the lock away.")
    private @Nullable String maxHold;

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            description = "How long the lock stays free after a holder that was heard of no more; at most 1m.")
    private @Nullable String delay;

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            description = "After so long without a sign of life the lock is lost; default 10s.")
    private @Nullable String ttl;

    @Option(names = "--grace", paramLabel = "TIME", description = "How long the command may take to end; default 5s.")
    private @Nullable String grace;

    @Option(names = "--label", paramLabel = "TEXT", description = "What `lock show` says of this holder.")
    private String label = "";

    /**
     * Runs the command under the lock.
     *
     * @param line the command line it was told on, for what is missing there
     * @return the exit status
     */
    int run(Surroundings surroundings, CommandLine line) {
        if (name.isEmpty() || command.isEmpty()) {
            throw new CommandLine.ParameterException(
                    new CommandLine(this),
                    "lock needs a name and, after --, a command; or a verb: list, show, revoke, permits");
        }
        LockOptions options = options();
        Duration ending = grace == null ? DEFAULT_GRACE : duration("--grace", grace);
        HoldfastClientBuilder builder = connection.builder(surroundings);
        if (ttl != null) {
            builder.sessionTtl(duration("--ttl", ttl));
        }
        try (HoldfastClient client = surroundings.opener().apply(builder)) {
            return new Held(inLine(client, options), ending).run(command);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.unavailable("INTERRUPTED", "interrupted");
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", String.valueOf(e.getMessage()), e);
        }
    }

    /** If this process is told to end meanwhile, it leaves the line: nobody behind waits for its time to live. */
    private LockHandle inLine(HoldfastClient client, LockOptions options) {
        Goodbye goodbye = Goodbye.saying(() -> client.close(FAREWELL));
        try {
            return acquired(client, options);
        } finally {
            goodbye.close();
        }
    }

    private LockHandle acquired(HoldfastClient client, LockOptions options) {
        NamedLock lock = lock(client);
        if (patience == null || !options.patience().orElse(Duration.ZERO).isZero()) {
            return lock.acquire(options);
        }
        return lock.tryAcquire(options)
                .orElseThrow(() -> CliException.refused(
                        "LOCK_HELD",
                        "lock '" + name + "' is held, and --wait 0 says not to wait (`holdfast lock show " + name
                                + "` says by whom)"));
    }

    private NamedLock lock(HoldfastClient client) {
        if ((read ? 1 : 0) + (write ? 1 : 0) + (permits == null ? 0 : 1) > 1) {
            throw CliException.usage("--read, --write and --permits exclude each other");
        }
        if (read) {
            return client.locks().readWrite(name).read();
        }
        if (write) {
            return client.locks().readWrite(name).write();
        }
        return permits == null ? client.locks().exclusive(name) : permits(client, permits);
    }

    private NamedLock permits(HoldfastClient client, String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 2) {
                return client.locks()
                        .semaphore(name, Integer.parseInt(parts[1]))
                        .permits(Integer.parseInt(parts[0]));
            }
        } catch (NumberFormatException e) {
            throw CliException.usage("USAGE", permitsUsage(text), e);
        }
        throw CliException.usage(permitsUsage(text));
    }

    private static String permitsUsage(String text) {
        return "--permits reads 1/4: how many of how many, not '" + text + "'";
    }

    private LockOptions options() {
        try {
            LockOptions options = LockOptions.DEFAULT.label(label);
            options = patience == null ? options : options.patience(duration("--wait", patience));
            options = maxHold == null ? options : options.maxHold(duration("--max-hold", maxHold));
            return delay == null ? options : options.delay(duration("--delay", delay));
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration duration(String flag, String text) {
        try {
            return Amounts.duration(text);
        } catch (IllegalArgumentException e) {
            throw CliException.usage("USAGE", flag + ": " + e.getMessage(), e);
        }
    }
}
