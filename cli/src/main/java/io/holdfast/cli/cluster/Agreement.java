package io.holdfast.cli.cluster;

import io.holdfast.cli.cluster.NodeReport.Digest;
import io.holdfast.cli.output.Document;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether nodes hold the same state. Judged at the newest log index at which all of those that answered kept a digest of
 * one version: digests of different indexes or versions say nothing about each other.
 *
 * @param verdict the judgement
 * @param nodes how many nodes were compared
 * @param at the digest compared at (of the first node), or null if there was none to compare
 */
public record Agreement(
        Verdict verdict, int nodes, @Nullable Digest at) {
    /** A judgement. */
    public enum Verdict {
        /** All compared nodes hold the same state. */
        AGREE,
        /** They do not: one of them is broken. */
        DISAGREE,
        /** There was no common index, or fewer than two nodes. */
        UNKNOWN
    }

    /** Judges the nodes that answered. */
    public static Agreement of(List<NodeReport> reports) {
        List<List<Digest>> all = reports.stream()
                .filter(report -> report.status() != null)
                .map(NodeReport::digests)
                .toList();
        if (all.size() < 2) {
            return new Agreement(Verdict.UNKNOWN, all.size(), null);
        }
        // At index 0 every node holds nothing: that proves nothing either.
        Optional<Digest> common = all.get(0).stream()
                .filter(digest -> digest.index() > 0)
                .filter(digest ->
                        all.stream().allMatch(digests -> digests.stream().anyMatch(digest::comparable)))
                .max(Comparator.comparingLong(Digest::index));
        if (common.isEmpty()) {
            return new Agreement(Verdict.UNKNOWN, all.size(), null);
        }
        Digest first = common.get();
        boolean same = all.stream()
                .allMatch(digests -> digests.stream().filter(first::comparable).allMatch(first::equals));
        return new Agreement(same ? Verdict.AGREE : Verdict.DISAGREE, all.size(), first);
    }

    /** The judgement in one line. */
    public String sentence() {
        return switch (verdict) {
            case AGREE -> "agreement: all " + nodes + " nodes hold the same state at index " + index();
            case DISAGREE ->
                "DISAGREEMENT: the nodes hold different states at index " + index()
                        + "; take the odd one out of service and keep its data";
            case UNKNOWN -> "agreement: cannot be told, no digest at a common index yet";
        };
    }

    /** The index compared at, 0 if there was none. */
    public long index() {
        return at == null ? 0 : at.index();
    }

    Document document() {
        Document document = new Document()
                .put("verdict", verdict.name().toLowerCase(Locale.ROOT))
                .put("nodes", nodes);
        if (at != null) {
            document.put("index", at.index())
                    .put("version", at.version())
                    .put("chain", at.chain())
                    .put("content", at.content());
        }
        return document;
    }
}
