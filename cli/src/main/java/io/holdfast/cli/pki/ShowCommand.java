package io.holdfast.cli.pki;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.tls.CertificateSummary;
import io.holdfast.tls.TlsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast pki show}. */
@Command(name = "show", description = "Show who the certificates of PEM files speak for, where, and until when.")
final class ShowCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "PEM files of certificates.")
    private List<Path> files = List.of();

    ShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Instant now = Instant.now();
        List<Shown> shown = new ArrayList<>();
        try {
            for (Path file : files) {
                CertificateSummary.read(file).forEach(summary -> shown.add(new Shown(file, summary, now)));
            }
        } catch (TlsException e) {
            throw Refusals.refused(e);
        }
        Document document = new Document()
                .put("certificates", shown.stream().map(Shown::document).toList());
        output.print(surroundings.out(), document, () -> table(shown));
        return ExitStatus.DONE;
    }

    private static String table(List<Shown> shown) {
        Table table = new Table("FILE", "IDENTITY", "ISSUER", "UNTIL", "DAYS LEFT", "NAMES", "KEY");
        for (Shown row : shown) {
            CertificateSummary summary = row.summary();
            table.row(
                    row.file().toString(),
                    summary.identity() + (summary.authority() ? " (authority)" : ""),
                    summary.issuer(),
                    summary.notAfter().toString(),
                    row.validity().equals("valid") ? Long.toString(row.daysLeft()) : row.validity(),
                    names(summary),
                    summary.key());
        }
        return table.toString();
    }

    private static String names(CertificateSummary summary) {
        return summary.names().isEmpty()
                ? "-"
                : summary.names().stream().map(CertificateSummary.Name::value).collect(Collectors.joining(","));
    }

    /**
     * One certificate at one time.
     *
     * @param file where it stands
     * @param summary what is in it
     * @param now the time that {@link #daysLeft} counts from
     */
    private record Shown(Path file, CertificateSummary summary, Instant now) {
        /** Whole days until it expires, below zero once it has. */
        long daysLeft() {
            return Math.floorDiv(
                    Duration.between(now, summary.notAfter()).toSeconds(),
                    Duration.ofDays(1).toSeconds());
        }

        String validity() {
            if (now.isBefore(summary.notBefore())) {
                return "not yet valid";
            }
            return now.isAfter(summary.notAfter()) ? "expired" : "valid";
        }

        Document document() {
            List<Document> names = summary.names().stream()
                    .map(name -> new Document().put("kind", name.kind()).put("value", name.value()))
                    .toList();
            return new Document()
                    .put("file", file.toString())
                    .put("identity", summary.identity())
                    .put("authority", summary.authority())
                    .put("subject", summary.subject())
                    .put("issuer", summary.issuer())
                    .put("serial", summary.serial())
                    .put("notBefore", summary.notBefore().toString())
                    .put("notAfter", summary.notAfter().toString())
                    .put("daysLeft", daysLeft())
                    .put("validity", validity())
                    .put("names", names)
                    .put("key", summary.key())
                    .put("sha256", summary.sha256());
        }
    }
}
