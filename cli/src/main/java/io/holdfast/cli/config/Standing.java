package io.holdfast.cli.config;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.Table;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a set stands.
 *
 * @param status the first page of the cluster's answer
 * @param clients all clients that were asked for
 * @param release the release that counts: the staged one during a rollout, else the current one; 0 for none
 * @param clientsOnIt how many clients run on it
 * @param outOf how many should: those that the rollout concerns, else all
 * @param rejected how many rejected it
 */
record Standing(
        ConfigOutcome.Status status,
        List<ConfigClientRecord> clients,
        long release,
        int clientsOnIt,
        int outOf,
        int rejected) {
    private static final int REASONS = 3;

    static Standing of(ConfigOutcome.Status status, List<ConfigClientRecord> clients) {
        ConfigSetRecord set = status.record();
        Rollout rollout = set.rollout();
        long release = rollout == null ? set.current() : rollout.release();
        Tally tally = status.tallies().stream()
                .filter(each -> each.release() == release && release != 0)
                .findFirst()
                .orElse(new Tally(release, 0, 0));
        int outOf = rollout == null ? set.clients() : status.concerned();
        return new Standing(status, List.copyOf(clients), release, tally.applied(), outOf, tally.rejected());
    }

    /** {@code 37/40 on release 12, 2 rejected: too many threads}. */
    String summary() {
        if (release == 0) {
            return "no current release";
        }
        String summary = clientsOnIt + "/" + outOf + " on release " + release;
        if (rejected == 0) {
            return summary;
        }
        List<String> reasons = clients.stream()
                .filter(each -> each.rejected() == release)
                .map(ConfigClientRecord::reason)
                .distinct()
                .toList();
        String told = reasons.stream().limit(REASONS).collect(Collectors.joining("; "));
        return summary + ", " + rejected + " rejected"
                + (told.isEmpty() ? "" : ": " + told + (reasons.size() > REASONS ? "; …" : ""));
    }

    Document document() {
        return new Document()
                .put("revision", status.revision())
                .put("summary", summary())
                .put("config", ConfigTexts.document(status.record()))
                .put("release", release)
                .put("applied", clientsOnIt)
                .put("concerned", outOf)
                .put("rejected", rejected)
                .put(
                        "tallies",
                        status.tallies().stream()
                                .map(each -> new Document()
                                        .put("release", each.release())
                                        .put("applied", each.applied())
                                        .put("rejected", each.rejected()))
                                .toList())
                .put("clients", clients.stream().map(Standing::document).toList());
    }

    private static Document document(ConfigClientRecord client) {
        return new Document()
                .put("session", Long.toHexString(client.session()))
                .put("identity", client.identity())
                .put("labels", ConfigTexts.labels(client.labels()))
                .put("applied", client.applied())
                .put("rejected", client.rejected())
                .put("reason", client.reason())
                .put("since", ConfigTexts.time(client.atMillis()));
    }

    String text() {
        StringBuilder text = new StringBuilder(summary());
        Rollout rollout = status.record().rollout();
        if (rollout != null) {
            text.append("\nrollout ")
                    .append(ConfigTexts.word(rollout.state()))
                    .append(" to ")
                    .append(ConfigTexts.stage(rollout.stage()))
                    .append(rollout.why().isEmpty() ? "" : ": " + rollout.why())
                    .append("; release ")
                    .append(status.record().current())
                    .append(" is current");
        }
        return clients.isEmpty()
                ? text.toString()
                : text.append('\n').append(table()).toString();
    }

    private Table table() {
        Table table = new Table("CLIENT", "LABELS", "RUNS ON", "REJECTED", "SINCE", "REASON");
        for (ConfigClientRecord each : clients) {
            table.row(
                    each.identity(),
                    each.labels().stream().map(Label::toString).collect(Collectors.joining(",")),
                    each.applied() == 0 ? "-" : Long.toString(each.applied()),
                    each.rejected() == 0 ? "-" : Long.toString(each.rejected()),
                    ConfigTexts.time(each.atMillis()),
                    each.reason().lines().findFirst().orElse(""));
        }
        return table;
    }
}
