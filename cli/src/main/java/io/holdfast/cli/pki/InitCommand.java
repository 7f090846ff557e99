package io.holdfast.cli.pki;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.tls.Authority;
import io.holdfast.tls.TlsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast pki init}. */
@Command(
        name = "init",
        description = "Make the certificate authority of a new cluster: ca.pem for everybody, ca.key for nobody else.")
final class InitCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where ca.pem and ca.key go.")
    private Path folder = Path.of("");

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "NAME",
            description = "The cluster it vouches for: lower-case letters, digits, '.', '_' and '-'.")
    private String cluster = "";

    @Option(names = "--days", paramLabel = "N", defaultValue = "3650", description = "Validity in days; default 3650.")
    private int days;

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Authority authority = create();
        String until = authority.certificate().getNotAfter().toInstant().toString();
        Document document = new Document()
                .put("cluster", authority.cluster())
                .put("certificate", folder.resolve("ca.pem").toString())
                .put("key", folder.resolve("ca.key").toString())
                .put("notAfter", until);
        output.print(
                surroundings.out(),
                document,
                () -> "authority of cluster " + authority.cluster() + " until " + until + "\n"
                        + folder.resolve("ca.pem") + "  give it to every node and client\n"
                        + folder.resolve("ca.key") + "  signs certificates: keep it off the servers");
        return ExitStatus.DONE;
    }

    private Authority create() {
        try {
            Authority authority = Authority.create(cluster, Duration.ofDays(days));
            authority.save(folder);
            return authority;
        } catch (IllegalArgumentException e) {
            throw Refusals.misused(e);
        } catch (TlsException e) {
            throw Refusals.refused(e);
        }
    }
}
