package io.holdfast.statemachine.config;

import static io.holdfast.statemachine.config.ConfigTableBuilder.require;
import static io.holdfast.statemachine.config.ConfigTableBuilder.requireNo;

import io.holdfast.model.Limits;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.snapshot.SnapshotException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a release in a snapshot must be like. */
final class ReleaseRows {
    private static final int CHECKSUM_BYTES = 32;

    private ReleaseRows() {}

    /** Whether a release is or was current. */
    static boolean wasCurrent(ReleaseHeader header) {
        return header.state() == ReleaseState.CURRENT || header.state() == ReleaseState.SUPERSEDED;
    }

    /**
     * Refuses a release that no set of these numbers can have.
     *
     * @param release the release
     * @param set its set, as its row says
     * @param revision nothing was published at a later one
     * @param timestampMillis nothing happened later
     */
    static void check(Release release, ConfigSet set, long revision, long timestampMillis) throws SnapshotException {
        ReleaseHeader header = release.header();
        String who = "release " + header.number() + " of " + set.name();
        require(header.set().equals(set.name()), who + " says that it is of " + header.set());
        require(header.number() >= 1 && header.number() <= set.latest(), who + ": the latest is " + set.latest());
        boolean related = header.parent() >= 0
                && header.parent() < header.number()
                && header.rollbackOf() >= 0
                && header.rollbackOf() < header.number()
                && header.revision() > 0
                && header.revision() <= revision;
        boolean timed = header.publishedMillis() >= 0
                && header.publishedMillis() <= timestampMillis
                && header.currentMillis() <= timestampMillis
                && (wasCurrent(header)
                        ? header.currentMillis() >= header.publishedMillis()
                        : header.currentMillis() == 0);
        require(related && timed, who + " has numbers that none can have: " + header);
        require(stateOf(header.number(), set, header.state()), who + " cannot be " + header.state());
        boolean sized = header.checksum().size() == CHECKSUM_BYTES
                && (header.schemaChecksum().isEmpty() || header.schemaChecksum().size() == CHECKSUM_BYTES)
                && fits(header.author(), Limits.MAX_PRINCIPAL_BYTES)
                && fits(header.comment(), Limits.MAX_COMMENT_BYTES);
        require(sized, who + " has a checksum or texts that none can have");
        checkDocuments(who, header, release.documents());
    }

    private static boolean stateOf(long number, ConfigSet set, ReleaseState state) {
        if (number == set.current()) {
            return state == ReleaseState.CURRENT;
        }
        if (number == set.staged()) {
            return state == ReleaseState.STAGED;
        }
        return state == ReleaseState.ABORTED || (state == ReleaseState.SUPERSEDED && number < set.current());
    }

    private static void checkDocuments(String who, ReleaseHeader header, List<Document> documents)
            throws SnapshotException {
        requireNo(ConfigCheck.ofDocuments(documents));
        for (int i = 1; i < documents.size(); i++) {
            boolean sorted =
                    documents.get(i - 1).path().compareTo(documents.get(i).path()) < 0;
            require(sorted, "the documents of " + who + " are not in order");
        }
        boolean counted = header.documents() == documents.size() && header.bytes() == ConfigCheck.bytesOf(documents);
        require(counted, who + " does not have the documents that it says");
    }

    private static boolean fits(String text, int limit) {
        return text.getBytes(StandardCharsets.UTF_8).length <= limit;
    }
}
