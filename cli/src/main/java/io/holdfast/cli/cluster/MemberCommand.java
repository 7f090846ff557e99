package io.holdfast.cli.cluster;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.Cluster;
import io.holdfast.client.HoldfastClient;
import io.holdfast.model.Leader;
import io.holdfast.model.Member;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The word {@code member}. */
@Command(name = "member", synopsisSubcommandLabel = "VERB")
public final class MemberCommand implements Runnable {
    private final Surroundings surroundings;
    private final CommandLine line;

    private MemberCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.line = new CommandLine(this);
    }

    /** The command line of {@code member} with its verbs. */
    public static CommandLine line(Surroundings surroundings) {
        return new MemberCommand(surroundings).line;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "member needs a verb: list");
    }

    @Command(name = "list", description = "List the members as the answering node sees them.")
    int list(@Mixin ConnectionOptions connection, @Mixin OutputOption output) {
        try (HoldfastClient client = connection.open(surroundings)) {
            Cluster cluster = client.cluster().describe().join();
            output.print(surroundings.out(), document(cluster), () -> table(cluster));
        }
        return ExitStatus.DONE;
    }

    private static Document document(Cluster cluster) {
        List<Document> members = cluster.members().stream()
                .map(member -> new Document()
                        .put("node", member.node())
                        .put("role", role(member))
                        .put("clientAddress", member.clientAddress())
                        .put("peerAddress", member.peerAddress())
                        .put("storage", member.storage()))
                .toList();
        return new Document()
                .put("cluster", cluster.name())
                .put("answeredBy", cluster.node())
                .put("term", cluster.term())
                .putIfKnown("leader", cluster.leader().map(Leader::node).orElse(null))
                .put("members", members);
    }

    private static String table(Cluster cluster) {
        Table table = new Table("NODE", "ROLE", "CLIENTS", "PEERS", "STORAGE");
        cluster.members()
                .forEach(member -> table.row(
                        member.node(),
                        role(member),
                        member.clientAddress(),
                        member.peerAddress(),
                        member.storage().isEmpty() ? "-" : member.storage()));
        return table.toString();
    }

    private static String role(Member member) {
        return member.role().name().toLowerCase(Locale.ROOT);
    }
}
