package io.holdfast.cli.election;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.ElectedLeader;
import io.holdfast.client.ElectionDetails;
import io.holdfast.client.HoldfastClient;
import io.holdfast.client.LockPage;
import io.holdfast.model.lock.LockRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The word {@code election}: campaigns for a command, and who leads. */
@Command(name = "election")
public final class ElectionCommand {
    private final Surroundings surroundings;

    private ElectionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The command line of {@code election} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        CommandLine line = new CommandLine(new ElectionCommand(surroundings));
        line.addSubcommand("campaign", new CampaignCommand(surroundings));
        line.addSubcommand("observe", new ObserveCommand(surroundings));
        return line;
    }

    @Command(
            name = "leader",
            description = {
                "Show who leads, and who waits to, in the order in which they would be elected.",
                "An election that nobody leads is exit status 1."
            })
    int leader(
            @Parameters(paramLabel = "NAME", description = "The election.") String name,
            @Option(names = "--value", description = "Print what the leader publishes, and nothing else.")
                    boolean value,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            ElectionDetails details = client.elections().show(name).orElseThrow(() -> nobody(name));
            ElectedLeader leader = details.leader().orElse(null);
            if (value) {
                surroundings.out().writeBytes(required(name, leader).value().toArray());
                surroundings.out().flush();
                return ExitStatus.DONE;
            }
            output.print(surroundings.out(), ElectionTexts.document(details), () -> ElectionTexts.text(details));
            required(name, leader);
        }
        return ExitStatus.DONE;
    }

    private static ElectedLeader required(String name, @Nullable ElectedLeader leader) {
        return Optional.ofNullable(leader).orElseThrow(() -> nobody(name));
    }

    private static CliException nobody(String name) {
        return CliException.refused("NO_LEADER", "nobody leads election '" + name + "'");
    }

    @Command(
            name = "list",
            description = "List the elections that somebody leads or stands in, in order of their names.")
    int list(
            @Parameters(paramLabel = "PREFIX", arity = "0..1", description = "Only names that begin so.")
                    String[] prefix,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        String begin = prefix == null || prefix.length == 0 ? "" : prefix[0];
        List<LockRecord> elections = new ArrayList<>();
        long revision;
        try (HoldfastClient client = connection.open(surroundings)) {
            LockPage page = client.elections().list(begin, "", 0);
            elections.addAll(page.locks());
            while (page.more()) {
                page = client.elections()
                        .list(begin, elections.get(elections.size() - 1).name(), 0);
                elections.addAll(page.locks());
            }
            revision = page.revision();
        }
        List<Document> documents = new ArrayList<>();
        Table table = new Table("NAME", "LEADER", "CANDIDATES", "LAST TOKEN");
        for (LockRecord election : elections) {
            documents.add(new Document()
                    .put("name", election.name())
                    .put("led", election.holders() > 0)
                    .put("candidates", election.waiters())
                    .put("lastToken", election.lastToken()));
            table.row(
                    election.name(),
                    election.holders() > 0 ? "yes" : "none",
                    Integer.toString(election.waiters()),
                    Long.toString(election.lastToken()));
        }
        output.print(
                surroundings.out(),
                new Document().put("revision", revision).put("elections", documents),
                table::toString);
        return ExitStatus.DONE;
    }

    @Command(
            name = "resign",
            description = {
                "End the tenure of whoever leads; who is next in line, or --to, leads in the same step.",
                "Only operators may: a leader resigns by itself when it is told to end. Nobody leading is exit status 1."
            })
    int resign(
            @Parameters(paramLabel = "NAME", description = "The election.") String name,
            @Option(
                            names = "--to",
                            paramLabel = "CANDIDATE",
                            description = "Who is to lead next. If no such candidate waits, nothing changes.",
                            defaultValue = "")
                    String successor,
            @Option(names = "--token", paramLabel = "TOKEN", description = "Only the tenure with this fencing token.")
                    long token,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            description = "What the leader shall be told.",
                            defaultValue = "")
                    String why,
            @Mixin ConnectionOptions connection,
            @Mixin OutputOption output) {
        if (token < 0) {
            throw CliException.usage("--token must not be negative");
        }
        try (HoldfastClient client = connection.open(surroundings)) {
            if (!client.elections().revoke(name, token, successor, why)) {
                throw token == 0
                        ? nobody(name)
                        : CliException.refused(
                                "LOCK_NOT_HELD", "nobody leads election '" + name + "' with token " + token);
            }
            Document document = new Document().put("election", name).put("resigned", true);
            Optional<ElectedLeader> next = client.elections().leader(name);
            next.ifPresent(leader -> document.put("leader", ElectionTexts.document(leader)));
            output.print(
                    surroundings.out(),
                    document,
                    () -> "tenure ended; "
                            + next.map(leader -> leader.candidate() + " leads, token " + leader.token())
                                    .orElse("nobody leads"));
        }
        return ExitStatus.DONE;
    }
}
