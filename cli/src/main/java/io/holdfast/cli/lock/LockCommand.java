package io.holdfast.cli.lock;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockClient;
import io.holdfast.client.LockDetails;
import io.holdfast.client.LockPage;
import io.holdfast.model.Limits;
import io.holdfast.model.lock.LockRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The word {@code lock}: {@code holdfast lock NAME -- COMMAND…} runs a command while holding a lock, and the verbs say who
 * holds what.
 */
@Command(
        name = "lock",
        customSynopsis = {"@|bold holdfast lock|@ [OPTIONS] NAME -- COMMAND...", "       @|bold holdfast lock|@ VERB"},
        footer = {
            "The command finds its fencing token in HOLDFAST_FENCING_TOKEN. Nothing else is printed, and its exit status is",
            "passed on; if the lock is lost, the command is ended and the exit status is 10."
        })
public final class LockCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final CommandLine line;

    @Mixin
    private final Run run = new Run();

    private LockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
        line.addSubcommand("run", RunCommand.line(surroundings));
    }

    /** The command line of {@code lock} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new LockCommand(surroundings).line;
    }

    @Override
    public Integer call() {
        return run.run(surroundings, line);
    }

    @Command(name = "list", description = "List the locks that are held or waited for, in order of their names.")
    int list(
            @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only names that begin so.")
                    String[] prefix,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        String begin = prefix == null || prefix.length == 0 ? "" : prefix[0];
        List<LockRecord> locks = new ArrayList<>();
        long revision;
        try (HoldfastClient client = connection.open(surroundings)) {
            LockPage page = client.locks().list(begin);
            locks.addAll(page.locks());
            while (page.more()) {
                page = client.locks().list(begin, locks.get(locks.size() - 1).name(), 0);
                locks.addAll(page.locks());
            }
            revision = page.revision();
        }
        Document document = new Document()
                .put("revision", revision)
                .put("locks", locks.stream().map(LockTexts::document).toList());
        output.print(surroundings.out(), document, () -> LockTexts.table(locks));
        return ExitStatus.DONE;
    }

    @Command(
            name = "show",
            description = {
                "Show who holds a lock, since when, from where, and who waits, in order.",
                "A name that nobody holds or waits for is exit status 1."
            })
    int show(
            @Parameters(paramLabel = "NAME", description = "The lock.") String name,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            LockDetails details = client.locks()
                    .show(name)
                    .orElseThrow(() ->
                            CliException.refused("LOCK_NOT_FOUND", "nobody holds lock '" + name + "' or waits for it"));
            output.print(surroundings.out(), LockTexts.document(details), () -> LockTexts.text(details));
        }
        return ExitStatus.DONE;
    }

    @Command(
            name = "revoke",
            description = {
                "Take a lock away from its holders: they are told by whom and why, and the next in line is granted it.",
                "Only operators may. A lock that nobody holds is exit status 1."
            })
    int revoke(
            @Parameters(paramLabel = "NAME", description = "The lock.") String name,
            @Option(names = "--token", paramLabel = "TOKEN", description = "Only the hold with this fencing token.")
                    long token,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            description = "What its holder shall be told.",
                            defaultValue = "")
                    String why,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        if (token < 0) {
            throw CliException.usage("--token must not be negative");
        }
        try (HoldfastClient client = connection.open(surroundings)) {
            int ended = revoked(client.locks(), name, token, why);
            if (ended == 0) {
                String which = token == 0 ? "" : " with token " + token;
                throw CliException.refused("LOCK_NOT_HELD", "nobody holds lock '" + name + "'" + which);
            }
            output.print(
                    surroundings.out(),
                    new Document().put("lock", name).put("holdsEnded", ended),
                    () -> "lock " + name + " revoked, " + ended + (ended == 1 ? " hold" : " holds") + " ended");
        }
        return ExitStatus.DONE;
    }

    /** One call ends so many holds and no more. */
    private static int revoked(LockClient locks, String name, long token, String why) {
        int last = locks.revoke(name, token, why);
        int ended = last;
        while (last == Limits.MAX_REVOKED) {
            last = locks.revoke(name, token, why);
            ended += last;
        }
        return ended;
    }

    @Command(
            name = "permits",
            description = {
                "Fix how many permits a semaphore has; 0 leaves that to its users again.",
                "Only operators may. With fewer than are held nothing is taken away."
            })
    int permits(
            @Parameters(paramLabel = "NAME", description = "The semaphore.") String name,
            @Parameters(paramLabel = "PERMITS", description = "How many.") int permits,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            int now = client.locks().setPermits(name, permits);
            output.print(
                    surroundings.out(),
                    new Document().put("semaphore", name).put("permits", now),
                    () -> "semaphore " + name + " has " + now + (now == 1 ? " permit" : " permits"));
        }
        return ExitStatus.DONE;
    }
}
