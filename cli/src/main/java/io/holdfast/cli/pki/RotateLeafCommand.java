package io.holdfast.cli.pki;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.output.Table;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Leaf;
import io.holdfast.tls.Rotation;
import io.holdfast.tls.TlsException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast pki rotate leaf}. */
@Command(
        name = "leaf",
        description =
                "Issue certificates anew, each with a new key, the same identity and the same names, in their place.")
final class RotateLeafCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where ca.pem and ca.key are.")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where NAME.pem and NAME.key are; default the folder of --dir.")
    private @Nullable Path leaves;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "The certificates, by the names of their files.")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Every certificate of the cluster in the folder.")
    private boolean all;

    @Option(names = "--days", paramLabel = "N", description = "Validity in days; default as long as the old one.")
    private @Nullable Integer days;

    @Option(names = "--plan", description = "Only say what would be done.")
    private boolean plan;

    RotateLeafCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        if (all == !names.isEmpty()) {
            throw CliException.usage("say which certificates: NAME..., or --all");
        }
        try {
            Rotation rotation = Rotation.in(folder);
            List<Renewed> renewed = new ArrayList<>();
            for (Leaf leaf : chosen(rotation)) {
                renewed.add(renew(rotation, leaf));
            }
            print(renewed);
        } catch (IllegalArgumentException e) {
            throw Refusals.misused(e);
        } catch (TlsException e) {
            throw Refusals.refused(e);
        }
        return ExitStatus.DONE;
    }

    private List<Leaf> chosen(Rotation rotation) throws TlsException {
        Path where = Objects.requireNonNullElse(leaves, folder);
        if (all) {
            return rotation.leaves(where);
        }
        List<Leaf> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(Leaf.read(where, name));
        }
        return chosen;
    }

    private Renewed renew(Rotation rotation, Leaf leaf) throws TlsException {
        Duration validity = days == null ? leaf.validity() : Duration.ofDays(days);
        if (plan) {
            return new Renewed(leaf, leaf.certificate(), rotation.isCurrent(leaf) ? "renew" : "renew, new authority");
        }
        boolean sameAuthority = rotation.isCurrent(leaf);
        IssuedCertificate issued = rotation.renew(leaf, validity);
        return new Renewed(leaf, issued.certificate(), sameAuthority ? "renewed" : "renewed, new authority");
    }

    private void print(List<Renewed> renewed) {
        Document document = new Document()
                .put("planned", plan)
                .put("certificates", renewed.stream().map(Renewed::document).toList());
        output.print(surroundings.out(), document, () -> table(renewed));
    }

    private static String table(List<Renewed> renewed) {
        Table table = new Table("FILE", "IDENTITY", "ISSUER", "UNTIL", "WHAT");
        renewed.forEach(each -> table.row(
                each.leaf().certificateFile().toString(),
                each.leaf().principal().toString(),
                each.certificate().getIssuerX500Principal().getName(),
                each.certificate().getNotAfter().toInstant().toString(),
                each.what()));
        return table.toString();
    }

    /**
     * One certificate.
     *
     * @param leaf as it was
     * @param certificate as it is now
     * @param what what was done, or would be
     */
    private record Renewed(Leaf leaf, X509Certificate certificate, String what) {
        Document document() {
            return new Document()
                    .put("file", leaf.certificateFile().toString())
                    .put("identity", leaf.principal().toString())
                    .put("issuer", certificate.getIssuerX500Principal().getName())
                    .put("notAfter", certificate.getNotAfter().toInstant().toString())
                    .put("what", what);
        }
    }
}
