package io.holdfast.cli.pki;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.tls.Authority;
import io.holdfast.tls.IssuedCertificate;
import io.holdfast.tls.Principal;
import io.holdfast.tls.Role;
import io.holdfast.tls.TlsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast pki issue}. */
@Command(name = "issue", description = "Issue a certificate with a new key: NAME.pem and NAME.key.")
final class IssueCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @ArgGroup(multiplicity = "1")
    private Bearer bearer = new Bearer();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where ca.pem and ca.key are.")
    private Path folder = Path.of("");

    @Option(names = "--out", paramLabel = "DIR", description = "Where the two files go; default the folder of --dir.")
    private @Nullable Path target;

    @Option(names = "--host", paramLabel = "NAME", description = "A DNS name it is reached at; may be repeated.")
    private List<String> hosts = List.of();

    @Option(names = "--ip", paramLabel = "ADDRESS", description = "An address it is reached at; may be repeated.")
    private List<String> addresses = List.of();

    @Option(names = "--dev", description = "Also localhost and 127.0.0.1, for clusters on one machine.")
    private boolean development;

    @Option(names = "--days", paramLabel = "N", defaultValue = "365", description = "Validity in days; default 365.")
    private int days;

    IssueCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            Authority authority = Authority.load(folder);
            IssuedCertificate issued = issue(authority);
            print(issued, issued.save(Objects.requireNonNullElse(target, folder)));
        } catch (IllegalArgumentException e) {
            throw Refusals.misused(e);
        } catch (TlsException e) {
            throw Refusals.refused(e);
        }
        return ExitStatus.DONE;
    }

    private IssuedCertificate issue(Authority authority) throws TlsException {
        Principal principal = bearer.in(authority.cluster());
        List<String> names = development ? with(hosts, "localhost") : hosts;
        List<String> ips = development ? with(addresses, "127.0.0.1") : addresses;
        if (principal.role() == Role.NODE && names.isEmpty() && ips.isEmpty()) {
            throw CliException.usage("a node needs the names it is reached at: give --host, --ip or --dev");
        }
        return authority.issue(principal, names, ips, Duration.ofDays(days));
    }

    private void print(IssuedCertificate issued, IssuedCertificate.Saved saved) {
        String until = issued.certificate().getNotAfter().toInstant().toString();
        Document document = new Document()
                .put("identity", issued.principal().toString())
                .put("certificate", saved.certificate().toString())
                .put("key", saved.key().toString())
                .put("notAfter", until);
        output.print(
                surroundings.out(),
                document,
                () -> issued.principal() + " until " + until + "\n" + saved.certificate() + "\n" + saved.key());
    }

    private static List<String> with(List<String> given, String name) {
        List<String> all = new ArrayList<>(given);
        if (!all.contains(name)) {
            all.add(name);
        }
        return all;
    }
}
