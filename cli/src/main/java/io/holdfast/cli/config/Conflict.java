package io.holdfast.cli.config;

import io.holdfast.client.Consistency;
import io.holdfast.client.ReleaseClient;
import io.holdfast.client.config.ConfigDiff;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Shows a stale editor both sides: who published what meanwhile, and what was to be published. */
final class Conflict {
    private Conflict() {}

    /**
     * Tells it.
     *
     * @param base the release that the editor knew; 0 for none
     * @param mine what was to be published
     */
    static void tell(
            ReleaseClient releases, String set, long base, List<Document> mine, PrintStream err, DiffText text) {
        List<ReleaseHeader> since = SetHistory.above(releases, set, base);
        if (since.isEmpty()) {
            return;
        }
        err.println("published since release " + base + ":");
        since.forEach(header -> err.println("  " + ConfigTexts.text(header)));
        List<Document> theirs = documents(releases, set, since.get(0).number()).orElse(List.of());
        Optional<List<Document>> known = base == 0 ? Optional.of(List.of()) : documents(releases, set, base);
        known.ifPresent(before -> {
            part(err, text, "their change", ConfigDiff.between(before, theirs));
            part(err, text, "your change", ConfigDiff.between(before, mine));
        });
        if (known.isEmpty()) {
            part(err, text, "from theirs to yours", ConfigDiff.between(theirs, mine));
        }
    }

    private static Optional<List<Document>> documents(ReleaseClient releases, String set, long number) {
        return SetHistory.ifThere(releases.release(set, number, Consistency.linearizable()))
                .map(Release::documents);
    }

    private static void part(PrintStream err, DiffText text, String title, ConfigDiff diff) {
        err.println(title + (diff.isEmpty() ? ": none" : ":"));
        if (!diff.isEmpty()) {
            err.println(text.of(diff));
        }
    }
}
