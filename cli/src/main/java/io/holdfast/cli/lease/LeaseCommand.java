package io.holdfast.cli.lease;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.Amounts;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LeaseGrant;
import io.holdfast.client.LeasePage;
import io.holdfast.client.LeaseRevoked;
import io.holdfast.model.Bytes;
import io.holdfast.model.lease.LeaseLife;
import io.holdfast.model.lease.LeaseRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The word {@code lease}: grant, revoke, list, ttl; {@link KeepAliveCommand} is the fifth verb. */
@Command(name = "lease", synopsisSubcommandLabel = "VERB")
public final class LeaseCommand implements Runnable {
    private final Surroundings surroundings;
    private final CommandLine line;

    private LeaseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
        line.addSubcommand(new KeepAliveCommand(surroundings));
    }

    /** The command line of {@code lease} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new LeaseCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "lease needs a verb: grant, revoke, keep-alive, list or ttl");
    }

    @Command(name = "grant", description = "Make a lease: keys attached to it are deleted when it ends.")
    int grant(
            @Parameters(
                            paramLabel = "TTL",
                            description = "How long it lives without a renewal: 30s, 500ms, 2m; a bare number is"
                                    + " seconds. At least a second.")
                    String ttl,
            @Option(names = "--id", paramLabel = "ID", description = "Its id; default the next free one.") long id,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        Duration lifetime = lifetime(ttl);
        if (id < 0) {
            throw CliException.usage("--id must not be negative");
        }
        try (HoldfastClient client = connection.open(surroundings)) {
            LeaseGrant grant = client.leases().blocking().grant(id, lifetime);
            output.print(
                    surroundings.out(),
                    new Document()
                            .put("revision", grant.revision())
                            .put("lease", grant.lease())
                            .put("ttlMillis", grant.ttl().toMillis()),
                    () -> "lease " + grant.lease() + " granted for "
                            + seconds(grant.ttl().toMillis()));
        }
        return ExitStatus.DONE;
    }

    @Command(name = "revoke", description = "End a lease and delete the keys attached to it, in one revision.")
    int revoke(
            @Parameters(paramLabel = "LEASE", description = "Its id.") long lease,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            LeaseRevoked revoked = client.leases().blocking().revoke(lease);
            output.print(
                    surroundings.out(),
                    new Document()
                            .put("revision", revoked.revision())
                            .put("lease", revoked.lease())
                            .put("deleted", revoked.deleted()),
                    () -> "lease " + lease + " revoked, " + revoked.deleted() + " keys deleted");
        }
        return ExitStatus.DONE;
    }

    @Command(
            name = "ttl",
            description = "Print how long a lease lives yet, as the leader sees it. A missing lease is exit status 1.")
    int timeToLive(
            @Parameters(paramLabel = "LEASE", description = "Its id.") long lease,
            @Option(names = "--keys", description = "Also print the attached keys.") boolean keys,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            LeaseLife life = client.leases().blocking().timeToLive(lease, keys);
            if (!life.exists()) {
                throw CliException.refused("LEASE_NOT_FOUND", "there is no lease " + lease);
            }
            output.print(surroundings.out(), document(life, keys), () -> text(life));
        }
        return ExitStatus.DONE;
    }

    @Command(name = "list", description = "List the leases, those of sessions included.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) {
        List<LeaseRecord> leases = new ArrayList<>();
        long revision;
        try (HoldfastClient client = connection.open(surroundings)) {
            LeasePage page = client.leases().blocking().list(0, 0);
            leases.addAll(page.leases());
            while (page.more()) {
                page = client.leases()
                        .blocking()
                        .list(leases.get(leases.size() - 1).lease(), 0);
                leases.addAll(page.leases());
            }
            revision = page.revision();
        }
        Document document = new Document()
                .put("revision", revision)
                .put("leases", leases.stream().map(LeaseCommand::document).toList());
        output.print(surroundings.out(), document, () -> table(leases));
        return ExitStatus.DONE;
    }

    private static Document document(LeaseRecord lease) {
        Document document = new Document()
                .put("lease", lease.lease())
                .put("ttlMillis", lease.ttlMillis())
                .put("keys", lease.keys());
        return lease.session() == 0 ? document : document.put("session", Long.toHexString(lease.session()));
    }

    private static String table(List<LeaseRecord> leases) {
        Table table = new Table("LEASE", "TTL", "KEYS", "SESSION");
        leases.forEach(lease -> table.row(
                Long.toString(lease.lease()),
                seconds(lease.ttlMillis()),
                Integer.toString(lease.keys()),
                lease.session() == 0 ? "-" : Long.toHexString(lease.session())));
        return table.toString();
    }

    private static Document document(LeaseLife life, boolean keys) {
        Document document = new Document()
                .put("revision", life.revision())
                .put("lease", life.lease())
                .put("ttlMillis", life.ttlMillis())
                .put("remainingMillis", life.remainingMillis());
        return keys
                ? document.put(
                        "keys",
                        life.keys().stream()
                                .map(key -> new Document().put("key", key))
                                .toList())
                : document;
    }

    private static String text(LeaseLife life) {
        String head = "lease " + life.lease() + ": " + seconds(life.remainingMillis()) + " of "
                + seconds(life.ttlMillis()) + " left";
        return life.keys().isEmpty()
                ? head
                : head + life.keys().stream().map(Bytes::utf8).collect(Collectors.joining("\n", "\n", ""));
    }

    private static Duration lifetime(String text) {
        try {
            Duration lifetime = Amounts.duration(text);
            if (lifetime.isZero()) {
                throw CliException.usage("TTL must be positive");
            }
            return lifetime;
        } catch (IllegalArgumentException e) {
            throw CliException.usage("TTL: " + e.getMessage());
        }
    }

    /** Whole seconds as {@code 30 s}, others with their fraction. */
    static String seconds(long millis) {
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis / 1_000.0 + " s";
    }
}
