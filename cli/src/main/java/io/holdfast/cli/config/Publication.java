package io.holdfast.cli.config;

import io.holdfast.cli.output.OutputOption;
import io.holdfast.cli.shell.CliException;
import io.holdfast.cli.shell.ExitStatus;
import io.holdfast.cli.shell.Surroundings;
import io.holdfast.client.Consistency;
import io.holdfast.client.PublishOptions;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.config.ConfigDiff;
import io.holdfast.client.config.schema.Violation;
import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * Documents on their way to become a release of a set: checked, compared, published.
 *
 * @param surroundings where it prints
 * @param output how it prints results
 * @param releases the cluster
 * @param set the config set
 * @param documents the documents
 * @param schema a schema to attach first; empty to take the one that the set has
 */
record Publication(
        Surroundings surroundings,
        OutputOption output,
        ReleaseClient releases,
        String set,
        List<Document> documents,
        Optional<Bytes> schema) {
    /** Shows what would change and what is wrong; changes nothing. */
    int rehearse() {
        List<Violation> violations =
                SchemaGate.violations(schema.orElse(attached().schema()), documents);
        Optional<Release> current = SetHistory.ifThere(releases.current(set, Consistency.linearizable()));
        ConfigDiff diff = ConfigDiff.between(current.map(Release::documents).orElse(List.of()), documents);
        long number = current.map(release -> release.header().number()).orElse(0L);
        output.print(
                surroundings.out(),
                new io.holdfast.cli.output.Document()
                        .put("set", set)
                        .put("current", number)
                        .put("changes", ConfigTexts.documents(diff))
                        .put("violations", ConfigTexts.documents(violations)),
                () -> diff.isEmpty()
                        ? "no difference to release " + number
                        : DiffText.forOutput(surroundings).of(diff));
        refuse(violations);
        return ExitStatus.DONE;
    }

    /** Publishes, unless something is wrong. */
    int publish(PublishOptions options) {
        ConfigOutcome.Schema attached = attached();
        Bytes effective = schema.orElse(attached.schema());
        refuse(SchemaGate.violations(effective, documents));
        Bytes checksum = effective.isEmpty() ? Bytes.EMPTY : ReleaseChecksum.of(effective);
        try {
            if (!checksum.equals(attached.checksum())) {
                attach(effective, attached.checksum(), options);
            }
            ReleaseHeader header = releases.publish(set, documents, options.checkedAgainst(checksum))
                    .join();
            output.print(surroundings.out(), ConfigTexts.document(header), () -> published(header));
            return ExitStatus.DONE;
        } catch (CompletionException e) {
            if (options.expected().isPresent()
                    && SetHistory.reason(e)
                            .filter(Reason.RELEASE_CONFLICT::equals)
                            .isPresent()) {
                tellConflict(options.expected().getAsLong());
            }
            throw e;
        }
    }

    static String published(ReleaseHeader header) {
        String staged = header.state() == io.holdfast.model.config.ReleaseState.STAGED
                ? " (staged: `holdfast config promote " + header.set() + "` makes it current)"
                : "";
        return "release " + header.number() + " of " + header.set() + " published" + staged;
    }

    /** A stale editor is told before the schema is changed, not after. */
    private void attach(Bytes wanted, Bytes known, PublishOptions options) {
        if (options.expected().isPresent()) {
            long expected = options.expected().getAsLong();
            long latest = SetHistory.ifThere(releases.history(set, 0, 1))
                    .flatMap(history -> history.headers().stream().findFirst())
                    .map(ReleaseHeader::number)
                    .orElse(0L);
            if (latest != expected) {
                tellConflict(expected);
                throw CliException.refused(
                        Reason.RELEASE_CONFLICT.name(),
                        "the latest release of '" + set + "' is " + latest + ", not " + expected
                                + "; nothing was published");
            }
        }
        releases.attach(set, wanted, known).join();
    }

    private void tellConflict(long expected) {
        try {
            Conflict.tell(releases, set, expected, documents, surroundings.err(), DiffText.forMessages(surroundings));
        } catch (CompletionException e) {
            // The conflict itself is told all the same.
            surroundings.err().println("what was published meanwhile cannot be read: " + e.getCause());
        }
    }

    private ConfigOutcome.Schema attached() {
        return SetHistory.ifThere(releases.schema(set)).orElse(new ConfigOutcome.Schema(0, Bytes.EMPTY, Bytes.EMPTY));
    }

    private void refuse(List<Violation> violations) {
        if (violations.isEmpty()) {
            return;
        }
        surroundings.out().flush();
        violations.forEach(violation -> surroundings.err().println(violation));
        throw CliException.refused(
                "SCHEMA_VIOLATED",
                violations.size() + (violations.size() == 1 ? " violation" : " violations") + " of the schema of '"
                        + set + "'; nothing was published");
    }
}
