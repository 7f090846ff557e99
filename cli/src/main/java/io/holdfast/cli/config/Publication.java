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
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Documents on their way to become a release of a set: checked, compared, published.
 *
 * @param surroundings where it prints
 * @param output how it prints results
 * @param releases the cluster
 * @param set the config set
 * @param documents the documents
 * @param schema a schema to attach with them; empty to take the one that the set has
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
        List<Violation> violations = SchemaGate.violations(
                schema.orElse(SetHistory.schema(releases, set).schema()), documents);
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
        ReleaseHeader header = accepted(options, checked -> releases.publish(set, documents, checked));
        output.print(surroundings.out(), ConfigTexts.document(header), () -> published(header));
        return ExitStatus.DONE;
    }

    /**
     * Publishes them as what they are, the content of an earlier release, unless something is wrong by now.
     *
     * @param to the earlier release
     */
    int rollback(long to, PublishOptions options) {
        ReleaseHeader header = accepted(options, checked -> releases.rollback(set, to, checked));
        output.print(
                surroundings.out(),
                ConfigTexts.document(header),
                () -> "release " + header.number() + " of " + set + " published, with the content of release " + to);
        return ExitStatus.DONE;
    }

    /** What was published. If something is wrong nothing is, and the set keeps the schema that it has. */
    private ReleaseHeader accepted(
            PublishOptions options, Function<PublishOptions, CompletableFuture<ReleaseHeader>> publishing) {
        ConfigOutcome.Schema attached = SetHistory.schema(releases, set);
        Bytes effective = schema.orElse(attached.schema());
        refuse(SchemaGate.violations(effective, documents));
        boolean kept = effective.equals(attached.schema());
        PublishOptions checked =
                kept ? options.checkedAgainst(attached.checksum()) : options.attaching(effective, attached.checksum());
        try {
            return publishing.apply(checked).join();
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

    private static String published(ReleaseHeader header) {
        String staged = header.state() == io.holdfast.model.config.ReleaseState.STAGED
                ? " (staged: `holdfast config promote " + header.set() + "` makes it current)"
                : "";
        return "release " + header.number() + " of " + header.set() + " published" + staged;
    }

    private void tellConflict(long expected) {
        try {
            Conflict.tell(releases, set, expected, documents, surroundings.err(), DiffText.forMessages(surroundings));
        } catch (CompletionException e) {
            // The conflict itself is told all the same.
            surroundings.err().println("what was published meanwhile cannot be read: " + e.getCause());
        }
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
