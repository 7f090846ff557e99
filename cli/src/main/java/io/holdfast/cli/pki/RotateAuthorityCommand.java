package io.holdfast.cli.pki;

import io.holdfast.cli.output.Document;
import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.tls.Authority;
import io.holdfast.tls.Rotation;
import io.holdfast.tls.TlsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast pki rotate ca}. */
@Command(name = "ca", description = "Make a new authority beside the old one, or with --finish let the old one go.")
final class RotateAuthorityCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Where ca.pem and ca.key are.")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the certificates are that --finish looks at; default the folder of --dir.")
    private @Nullable Path leaves;

    @Option(names = "--finish", description = "Believe the new authority only.")
    private boolean finish;

    @Option(names = "--days", paramLabel = "N", defaultValue = "3650", description = "Validity in days; default 3650.")
    private int days;

    @Option(names = "--plan", description = "Only say what would be done.")
    private boolean plan;

    RotateAuthorityCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try {
            Rotation rotation = Rotation.in(folder);
            if (finish) {
                finish(rotation);
            } else {
                begin(rotation);
            }
        } catch (IllegalArgumentException e) {
            throw Refusals.misused(e);
        } catch (TlsException e) {
            throw Refusals.refused(e);
        }
        return ExitStatus.DONE;
    }

    private void begin(Rotation rotation) throws TlsException {
        rotation.requireFinished();
        Authority old = rotation.authority();
        Authority next = plan ? old.successor(Duration.ofDays(days)) : rotation.succeed(Duration.ofDays(days));
        print(
                "begin",
                next,
                List.of(subject(next), subject(old)),
                (plan ? "would make a new authority: " : "new authority: ") + subject(next) + " until "
                        + next.certificate().getNotAfter().toInstant() + "\n" + folder.resolve("ca.pem")
                        + "  believes both: hand it to every node and client, then `holdfast pki rotate leaf --all`\n"
                        + folder.resolve("ca.key") + "  signs with the new one; the old key is gone");
    }

    private void finish(Rotation rotation) throws TlsException {
        rotation.requireAllRenewed(Objects.requireNonNullElse(leaves, folder));
        String gone = rotation.retiring().isEmpty() ? "nobody" : Rotation.subjects(rotation.retiring());
        if (!plan) {
            rotation.finish();
        }
        print(
                "finish",
                rotation.authority(),
                List.of(subject(rotation.authority())),
                (plan ? "would let go: " : "let go: ") + gone + "\n" + folder.resolve("ca.pem")
                        + "  believes the new one only: hand it to every node and client");
    }

    private void print(String step, Authority signs, List<String> believed, String text) {
        Document document = new Document()
                .put("step", step)
                .put("planned", plan)
                .put("cluster", signs.cluster())
                .put("certificate", folder.resolve("ca.pem").toString())
                .put(
                        "believed",
                        believed.stream()
                                .map(subject -> new Document().put("subject", subject))
                                .toList())
                .put("notAfter", signs.certificate().getNotAfter().toInstant().toString());
        output.print(surroundings.out(), document, () -> text);
    }

    private static String subject(Authority authority) {
        return authority.certificate().getSubjectX500Principal().getName();
    }
}
