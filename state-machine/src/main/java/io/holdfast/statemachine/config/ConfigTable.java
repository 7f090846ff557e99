package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.RowSink;
import io.holdfast.statemachine.tree.Cursor;
import io.holdfast.statemachine.tree.LongKey;
import io.holdfast.statemachine.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * All config sets with their releases and clients. Immutable, safe for any thread.
 *
 * <p>Releases stand in a tree by set and number, clients in one by set and session and in one by session and set ({@link
 * SetKey}, {@link LongKey}): what belongs to a set, and what a session follows, are neighbours.
 */
public final class ConfigTable {
    /** No set. */
    public static final ConfigTable EMPTY = new ConfigTable(
            Tree.empty(ConfigSet::place),
            Tree.empty(StoredRelease::place),
            Tree.empty(Follower::place),
            Tree.empty(Follower::placeOfSession),
            Totals.NONE);

    /**
     * What is counted over all sets.
     *
     * @param made how many sets were made; the others are only followed
     * @param weight of all releases and schemas
     * @param clientWeight of all clients
     * @param content the sum of the hashes of all sets, releases and clients
     */
    record Totals(int made, long weight, long clientWeight, long content) {
        static final Totals NONE = new Totals(0, 0, 0, 0);
    }

    final Tree<ConfigSet> sets;
    final Tree<StoredRelease> releases;
    final Tree<Follower> followers;
    final Tree<Follower> ofSessions;
    final Totals totals;

    ConfigTable(
            Tree<ConfigSet> sets,
            Tree<StoredRelease> releases,
            Tree<Follower> followers,
            Tree<Follower> ofSessions,
            Totals totals) {
        this.sets = sets;
        this.releases = releases;
        this.followers = followers;
        this.ofSessions = ofSessions;
        this.totals = totals;
    }

    /** How many sets there are. */
    public int size() {
        return totals.made();
    }

    /** How many releases are kept, over all sets. */
    public int releaseCount() {
        return releases.size();
    }

    /** How many clients follow sets, each counted once for each set. */
    public int clientCount() {
        return followers.size();
    }

    /** What all releases and schemas count against {@link io.holdfast.model.Limits#MAX_CONFIG_BYTES}. */
    public long bytes() {
        return totals.weight();
    }

    /** The sum of the content hashes of all sets, releases and clients, kept incrementally. */
    public long content() {
        return totals.content();
    }

    /** The same sum, computed anew. */
    public long recomputedContent() {
        long sum = 0;
        Cursor<ConfigSet> set = sets.ascending();
        for (ConfigSet each = set.next(); each != null; each = set.next()) {
            sum += each.content();
        }
        Cursor<StoredRelease> release = releases.ascending();
        for (StoredRelease each = release.next(); each != null; each = release.next()) {
            sum += each.recomputedContent();
        }
        Cursor<Follower> follower = followers.ascending();
        for (Follower each = follower.next(); each != null; each = follower.next()) {
            sum += each.content();
        }
        return sum;
    }

    /** Writes every row in the order that {@link ConfigRow} names. */
    public <X extends Exception> void writeRows(RowSink<X> sink) throws X {
        Cursor<ConfigSet> all = sets.ascending();
        Cursor<StoredRelease> release = releases.ascending();
        Cursor<Follower> follower = followers.ascending();
        for (ConfigSet set = all.next(); set != null; set = all.next()) {
            sink.row(set.row());
            for (int i = 0; i < set.releases(); i++) {
                sink.row(new ConfigRow.Release(counted(release.next()).release()));
            }
            for (int i = 0; i < set.clients(); i++) {
                sink.row(new ConfigRow.Client(counted(follower.next()).record()));
            }
        }
    }

    private static <T> T counted(@Nullable T found) {
        if (found == null) {
            throw new IllegalStateException("a config set counts more releases or clients than there are");
        }
        return found;
    }

    /** The set of this name, made or only followed; null if there is neither. */
    @Nullable
    ConfigSet set(String name) {
        return sets.get(Bytes.utf8(name));
    }

    /** The set of this name if it was made, or null. */
    @Nullable
    ConfigSet made(String name) {
        ConfigSet found = set(name);
        return found == null || !found.isMade() ? null : found;
    }

    @Nullable
    StoredRelease release(ConfigSet set, long number) {
        return number <= 0 ? null : releases.get(SetKey.of(set.place(), number));
    }

    /** A release that the set says it has. */
    StoredRelease known(ConfigSet set, long number) {
        return counted(release(set, number));
    }

    /** The releases of a set, the oldest first, as many as it has; further elements are another set's. */
    Cursor<StoredRelease> releasesOf(ConfigSet set) {
        return releases.ascendingFrom(SetKey.of(set.place(), 0));
    }

    /** The releases of a set below a number, the newest first; elements of other sets follow. */
    Cursor<StoredRelease> releasesBelow(ConfigSet set, long number) {
        return releases.descendingBefore(SetKey.of(set.place(), number));
    }

    /** The number of the oldest release kept of a set; 0 if it has none. */
    long oldest(ConfigSet set) {
        StoredRelease first = set.releases() == 0 ? null : releasesOf(set).next();
        return first == null ? 0 : first.number();
    }

    /**
     * Which releases a set keeps no more: the oldest of those it does not need, beyond as many as it is to keep. Its latest
     * may be one that is yet to come.
     */
    List<StoredRelease> surplus(ConfigSet set) {
        List<StoredRelease> found = new ArrayList<>();
        long needed = LongStream.of(set.latest(), set.current(), set.staged())
                .filter(number -> number > 0)
                .distinct()
                .count();
        Cursor<StoredRelease> cursor = releasesOf(set);
        for (long excess = set.releases() - needed - set.keep(); excess > 0; ) {
            StoredRelease next = counted(cursor.next());
            if (!set.needs(next.number())) {
                found.add(next);
                excess--;
            }
        }
        return found;
    }

    @Nullable
    Follower follower(Bytes set, long session) {
        return session <= 0 ? null : followers.get(SetKey.of(set, session));
    }

    /** Everything that a session follows. */
    List<Follower> of(long session) {
        List<Follower> found = new ArrayList<>();
        Cursor<Follower> cursor = ofSessions.ascendingFrom(LongKey.of(session));
        Follower next = cursor.next();
        while (next != null && next.session() == session) {
            found.add(next);
            next = cursor.next();
        }
        return found;
    }
}
