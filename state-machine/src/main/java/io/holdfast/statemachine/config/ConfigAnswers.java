package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.Tally;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.query.ConfigQuery;
import io.holdfast.statemachine.tree.Cursor;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries of configuration from one table. Safe for any thread.
 *
 * <p>Lists end at their limit, or where they would be too large for one answer; one element always fits. What a client is to
 * run on costs a look-up; how a set stands costs a look at each of its clients.
 */
public final class ConfigAnswers implements ConfigQuery.Handler<Outcome> {
    private final ConfigTable table;
    private final long revision;
    private final ConfigWords words;

    /**
     * Answers at one state.
     *
     * @param table the sets
     * @param revision the state's revision
     */
    public ConfigAnswers(ConfigTable table, long revision) {
        this.table = table;
        this.revision = revision;
        this.words = new ConfigWords(revision);
    }

    @Override
    public Outcome sets(ConfigQuery.Sets query) {
        Bytes prefix = Bytes.utf8(query.prefix());
        Bytes after = query.after().isEmpty() ? Bytes.EMPTY : SetKey.behind(Bytes.utf8(query.after()));
        Page<ConfigSetRecord> page = new Page<>(query.limit(), Limits.MAX_PAGE_BYTES);
        Cursor<ConfigSet> cursor = table.sets.ascendingFrom(after.compareTo(prefix) > 0 ? after : prefix);
        ConfigSet set = cursor.next();
        while (set != null && set.place().startsWith(prefix)) {
            if (set.isMade() && !page.add(set.record(), Page.sizeOf(set.record()))) {
                return new ConfigOutcome.Sets(revision, page.elements(), true);
            }
            set = cursor.next();
        }
        return new ConfigOutcome.Sets(revision, page.elements(), false);
    }

    @Override
    public Outcome one(ConfigQuery.One query) {
        ConfigSet set = table.made(query.set());
        if (set == null) {
            return words.notFound(query.set());
        }
        if (query.number() == 0 && query.atMillis() > 0) {
            return at(set, query.atMillis());
        }
        if (query.number() == 0 && set.current() == 0) {
            return words.noCurrent(set);
        }
        long number = query.number() == 0 ? set.current() : query.number();
        if (number < 0 || number > set.latest()) {
            return words.noRelease(set, number);
        }
        StoredRelease found = table.release(set, number);
        return found == null
                ? words.forgotten(set, number, table.oldest(set))
                : new ConfigOutcome.One(revision, found.release());
    }

    /** What was current at a time. Releases become current in the order of their numbers. */
    private Outcome at(ConfigSet set, long millis) {
        StoredRelease oldest = null;
        Cursor<StoredRelease> cursor = table.releasesBelow(set, set.latest() + 1);
        for (int i = 0; i < set.releases(); i++) {
            StoredRelease release = cursor.next();
            if (release == null) {
                break;
            }
            if (release.header().currentMillis() > 0 || release.number() == set.current()) {
                if (release.header().currentMillis() <= millis) {
                    return new ConfigOutcome.One(revision, release.release());
                }
                oldest = release;
            }
        }
        return oldest == null ? words.noCurrent(set) : words.before(set, millis, oldest.header());
    }

    @Override
    public Outcome history(ConfigQuery.History query) {
        ConfigSet set = table.made(query.set());
        if (set == null) {
            return words.notFound(query.set());
        }
        long before = query.before() <= 0 ? set.latest() + 1 : query.before();
        Page<ReleaseHeader> page = new Page<>(query.limit(), Limits.MAX_PAGE_BYTES);
        Cursor<StoredRelease> cursor = table.releasesBelow(set, before);
        StoredRelease release = cursor.next();
        while (release != null && release.header().set().equals(set.name())) {
            if (!page.add(release.header(), Page.sizeOf(release.header()))) {
                return new ConfigOutcome.History(revision, page.elements(), true);
            }
            release = cursor.next();
        }
        return new ConfigOutcome.History(revision, page.elements(), false);
    }

    @Override
    public Outcome offer(ConfigQuery.Offer query) {
        ConfigSet set = table.made(query.set());
        long number = set == null ? 0 : offered(set, query);
        if (set == null || number == 0) {
            return new ConfigOutcome.Offered(revision, null, false, List.of());
        }
        StoredRelease release = table.known(set, number);
        boolean same = query.have() == number;
        return new ConfigOutcome.Offered(
                revision,
                release.header(),
                same,
                same ? List.of() : release.release().documents());
    }

    private long offered(ConfigSet set, ConfigQuery.Offer query) {
        Rollout rollout = set.rollout();
        if (rollout == null) {
            return set.current();
        }
        boolean concerned = rollout.state() == RolloutState.RUNNING
                ? rollout.stage().concerns(set.name(), query.identity(), query.labels())
                : hasApplied(set, query.session(), rollout.release());
        return concerned ? rollout.release() : set.current();
    }

    private boolean hasApplied(ConfigSet set, long session, long release) {
        Follower follower = table.follower(set.place(), session);
        return follower != null && follower.record().applied() == release;
    }

    @Override
    public Outcome status(ConfigQuery.Status query) {
        ConfigSet set = table.made(query.set());
        if (set == null) {
            return words.notFound(query.set());
        }
        Rollout rollout = set.rollout();
        NavigableMap<Long, Tally> tallies = new TreeMap<>();
        int concerned = 0;
        Page<ConfigClientRecord> page = new Page<>(query.limit(), Limits.MAX_PAGE_BYTES / 2);
        boolean more = false;
        Cursor<Follower> cursor = table.followers.ascendingFrom(SetKey.of(set.place(), 0));
        for (int i = 0; i < set.clients(); i++) {
            ConfigClientRecord client = recordOf(cursor.next());
            count(tallies, client.applied(), 1, 0);
            if (client.rejected() > 0) {
                count(tallies, client.rejected(), 0, 1);
            }
            boolean isConcerned =
                    rollout != null && rollout.stage().concerns(set.name(), client.identity(), client.labels());
            concerned += isConcerned ? 1 : 0;
            boolean wanted = client.session() > query.after() && (!query.rejecting() || client.rejected() > 0);
            if (wanted && !more) {
                more = !page.add(client, Page.sizeOf(client));
            }
        }
        List<Tally> newest = tallies.descendingMap().values().stream()
                .limit(Limits.MAX_LISTED)
                .toList();
        return new ConfigOutcome.Status(revision, set.record(), concerned, newest, page.elements(), more);
    }

    private static void count(NavigableMap<Long, Tally> tallies, long release, int applied, int rejected) {
        Tally before = tallies.getOrDefault(release, new Tally(release, 0, 0));
        tallies.put(release, new Tally(release, before.applied() + applied, before.rejected() + rejected));
    }

    private static ConfigClientRecord recordOf(@Nullable Follower counted) {
        if (counted == null) {
            throw new IllegalStateException("a config set counts more clients than there are");
        }
        return counted.record();
    }

    @Override
    public Outcome schema(ConfigQuery.Schema query) {
        ConfigSet set = table.made(query.set());
        return set == null
                ? words.notFound(query.set())
                : new ConfigOutcome.Schema(revision, set.schema(), set.schemaChecksum());
    }
}
