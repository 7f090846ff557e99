package io.holdfast.model.watch;

import io.holdfast.model.KeyRange;
import java.util.Objects;

/**
 * What to watch, from where.
 *
 * @param range which keys
 * @param fromRevision the first revision whose events are wanted; 0 for those after the watch began. A revision of the
 *     future is waited for
 * @param snapshot begin with all live keys of the range (a reset), then follow; {@code fromRevision} must be 0
 * @param atLeast do not begin before this node's state is at this revision: what the client has seen elsewhere it shall
 *     not see undone here
 * @param puts whether puts are wanted
 * @param deletes whether deletions are wanted
 * @param previous whether events carry the version before them
 * @param resetBelowFloor what happens when a wanted revision was compacted away: true for a reset and going on, false for
 *     the end of the watch
 */
public record WatchSpec(
        KeyRange range,
        long fromRevision,
        boolean snapshot,
        long atLeast,
        boolean puts,
        boolean deletes,
        boolean previous,
        boolean resetBelowFloor) {
    /** Refuses null, and a snapshot from a revision. */
    public WatchSpec {
        Objects.requireNonNull(range, "range");
        if (fromRevision < 0 || atLeast < 0) {
            throw new IllegalArgumentException("a revision is negative: " + Math.min(fromRevision, atLeast));
        }
        if (snapshot && fromRevision != 0) {
            throw new IllegalArgumentException("a watch begins with a snapshot or from a revision, not both");
        }
    }

    /** Everything that happens in {@code range} from {@code fromRevision} on, 0 for from now on. */
    public static WatchSpec of(KeyRange range, long fromRevision) {
        return new WatchSpec(range, fromRevision, false, 0, true, true, false, true);
    }

    /** The same watch going on at another revision, without a snapshot. */
    public WatchSpec resumedFrom(long revision) {
        return new WatchSpec(range, revision, false, 0, puts, deletes, previous, resetBelowFloor);
    }
}
