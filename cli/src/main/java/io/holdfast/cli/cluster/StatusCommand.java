package io.holdfast.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ConnectionOptions;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast status}. */
@Command(
        name = "status",
        footer = {"", "Exit status 1 if nodes disagree, 3 if one does not answer."})
public final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OperationsOptions operations = new OperationsOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    /** The command in its surroundings. */
    public StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<String> urls = operations.neededUrls(surroundings);
        List<NodeReport> reports = NodeReport.ask(operations.client(connection, surroundings), urls);
        Agreement agreement = Agreement.of(reports);
        output.print(surroundings.out(), document(reports, agreement), () -> table(reports, agreement));
        return verdict(reports, agreement);
    }

    private static int verdict(List<NodeReport> reports, Agreement agreement) {
        if (agreement.verdict() == Agreement.Verdict.DISAGREE) {
            throw CliException.refused("DISAGREEMENT", agreement.sentence());
        }
        List<String> silent = reports.stream()
                .filter(report -> report.status() == null)
                .map(report -> report.url() + " (" + report.trouble() + ")")
                .toList();
        if (!silent.isEmpty()) {
            throw CliException.unavailable(
                    "UNAVAILABLE",
                    silent.size() + " of " + reports.size() + " nodes do not answer: " + String.join(", ", silent));
        }
        return ExitStatus.DONE;
    }

    private static Document document(List<NodeReport> reports, Agreement agreement) {
        return new Document()
                .put("agreement", agreement.document())
                .put("nodes", reports.stream().map(StatusCommand::node).toList());
    }

    private static Document node(NodeReport report) {
        Document document = new Document().put("url", report.url()).put("reachable", report.status() != null);
        if (report.status() == null) {
            return document.putIfKnown("trouble", report.trouble());
        }
        document.put("node", report.node())
                .put("cluster", report.text("cluster", ""))
                .put("role", report.text("role", ""))
                .putIfKnown("leader", report.leader())
                .put("term", report.number("term"))
                .put("commit", report.number("commit"))
                .put("applied", report.number("applied"))
                .put("revision", report.number("revision"))
                .put("compacted", report.number("compacted"))
                .put("keys", report.number("keys"))
                .put("version", report.text("version", ""));
        if (report.status().path("pq").isObject()) {
            document.put(
                    "pq",
                    new Document()
                            .put(
                                    "policy",
                                    report.status().path("pq").path("policy").asText())
                            .put(
                                    "clients",
                                    report.status().path("pq").path("clients").asBoolean())
                            .put(
                                    "peers",
                                    report.status().path("pq").path("peers").asBoolean()));
        }
        List<NodeReport.Digest> digests = report.digests();
        if (!digests.isEmpty()) {
            NodeReport.Digest newest = digests.get(digests.size() - 1);
            document.put(
                    "digest",
                    new Document()
                            .put("index", newest.index())
                            .put("version", newest.version())
                            .put("chain", newest.chain())
                            .put("content", newest.content()));
        }
        return document;
    }

    /** The policy on the key exchange; with a mark if this process cannot do what it would prefer. */
    private static String postQuantum(JsonNode pq) {
        String policy = pq.path("policy").asText("-");
        boolean able = pq.path("clients").asBoolean() && pq.path("peers").asBoolean();
        return policy.equals("prefer") && !able ? "prefer (unable)" : policy;
    }

    private static String table(List<NodeReport> reports, Agreement agreement) {
        Table table =
                new Table("NODE", "ROLE", "LEADER", "TERM", "COMMIT", "APPLIED", "REVISION", "KEYS", "PQ", "DIGEST");
        for (NodeReport report : reports) {
            String leader = report.leader();
            if (report.status() == null) {
                table.row(report.url(), "unreachable", "-", "-", "-", "-", "-", "-", "-", "-");
                continue;
            }
            List<NodeReport.Digest> digests = report.digests();
            String digest = digests.isEmpty()
                    ? "-"
                    : digests.get(digests.size() - 1).content() + " at "
                            + digests.get(digests.size() - 1).index();
            table.row(
                    report.node(),
                    report.text("role", "-").toLowerCase(Locale.ROOT),
                    leader == null ? "-" : leader,
                    Long.toString(report.number("term")),
                    Long.toString(report.number("commit")),
                    Long.toString(report.number("applied")),
                    Long.toString(report.number("revision")),
                    Long.toString(report.number("keys")),
                    postQuantum(report.status().path("pq")),
                    digest);
        }
        return table + "\n" + agreement.sentence();
    }
}
