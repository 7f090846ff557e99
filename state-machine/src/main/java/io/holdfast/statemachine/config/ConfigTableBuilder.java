package io.holdfast.statemachine.config;

import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.model.snapshot.SnapshotException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a config table of the rows of a snapshot, and trusts none of them. Confined to one thread. */
public final class ConfigTableBuilder implements ConfigRow.Handler<SnapshotException> {
    /** Which sessions there are. */
    @FunctionalInterface
    public interface Sessions {
        /** Whether there is such a session. */
        boolean has(long session) throws SnapshotException;
    }

    /** Nothing is ever counted as far as this, and counting on from here does not wrap. */
    private static final long MAX_COUNT = 1L << 62;

    /** Releases that a set needs besides those that it keeps; one more was current until a promotion. */
    private static final int MAX_NEEDED = 3;

    /** Words on a rollout and by whom they are, and what stands between. */
    private static final int MAX_WHY_BYTES = Limits.MAX_COMMENT_BYTES + Limits.MAX_PRINCIPAL_BYTES + 2;

    private final long revision;
    private final long timestampMillis;
    private final Sessions sessions;
    private final ConfigEditor editor = new ConfigEditor(ConfigTable.EMPTY);

    /** The set whose releases and clients come now, as far as they came. */
    private @Nullable ConfigSet current;

    private @Nullable ConfigSet last;
    private @Nullable StoredRelease lastRelease;
    private long lastCurrentMillis;
    private long lastSession;
    private int unmade;

    /**
     * Begins.
     *
     * @param revision nothing was published at a later one
     * @param timestampMillis nothing happened later
     * @param sessions which sessions there are; asked from the first client on
     */
    public ConfigTableBuilder(long revision, long timestampMillis, Sessions sessions) {
        this.revision = revision;
        this.timestampMillis = timestampMillis;
        this.sessions = sessions;
    }

    @Override
    public void set(ConfigRow.Set row) throws SnapshotException {
        endSet();
        requireNo(ConfigCheck.ofSet(row.set()));
        requireNo(ConfigCheck.ofSchema(row.schema(), row.schemaChecksum()));
        Rollout rollout = row.rollout();
        boolean empty = row.latest() == 0 && rollout == null && row.schema().isEmpty();
        boolean made = row.keep() >= 1 && row.keep() <= Limits.MAX_KEPT_RELEASES;
        boolean numbered =
                row.latest() >= 0 && row.latest() <= MAX_COUNT && row.current() >= 0 && row.current() <= row.latest();
        require((made || (row.keep() == 0 && empty)) && numbered, "no config set can have these numbers: " + row);
        if (rollout != null) {
            checkRollout(rollout, row);
        }
        ConfigSet set = ConfigSet.of(row);
        require(
                last == null || last.place().compareTo(set.place()) < 0,
                "config set " + row.set() + " does not stand behind the one before it");
        unmade += made ? 0 : 1;
        require(unmade <= Limits.MAX_CONFIG_SETS, "clients follow too many sets that nobody made");
        current = set;
        lastRelease = null;
        lastCurrentMillis = 0;
        lastSession = 0;
    }

    private void checkRollout(Rollout rollout, ConfigRow.Set row) throws SnapshotException {
        requireNo(ConfigCheck.ofStage(rollout.stage()));
        boolean sensible = rollout.release() == row.latest()
                && rollout.release() > row.current()
                && isPast(rollout.sinceMillis())
                && fits(rollout.why(), MAX_WHY_BYTES);
        require(sensible, "no rollout can be like this: " + rollout);
    }

    @Override
    public void release(ConfigRow.Release row) throws SnapshotException {
        ConfigSet set = ofSet("a release");
        ReleaseRows.check(row.release(), set, revision, timestampMillis);
        require(set.clients() == 0, "a release of " + set.name() + " comes after its clients");
        StoredRelease release = StoredRelease.of(set.place(), row.release());
        StoredRelease before = lastRelease;
        boolean follows = before == null
                || (before.number() < release.number()
                        && before.header().revision() < release.header().revision()
                        && before.header().publishedMillis() <= release.header().publishedMillis());
        require(follows, "release " + release.number() + " of " + set.name() + " does not stand behind the one before");
        if (ReleaseRows.wasCurrent(release.header())) {
            long millis = release.header().currentMillis();
            require(
                    millis >= lastCurrentMillis,
                    "release " + release.number() + " of " + set.name() + " was current too early");
            lastCurrentMillis = millis;
        }
        int most = set.keep() + MAX_NEEDED;
        require(set.releases() < most, set.name() + " keeps more than " + most + " releases");
        editor.put(release);
        lastRelease = release;
        ConfigSet counted = set.adding(release.header());
        // Adding makes it the latest: the row says which one is.
        current = counted.numbered(set.latest());
        require(editor.view().bytes() <= Limits.MAX_CONFIG_BYTES, "there is more configuration than the limit");
    }

    @Override
    public void client(ConfigRow.Client row) throws SnapshotException {
        ConfigSet set = ofSet("a client");
        ConfigClientRecord client = row.client();
        String who = "client " + Long.toHexString(client.session()) + " of " + set.name();
        requireNo(ConfigCheck.ofClient(client.identity(), client.labels(), client.reason()));
        require(client.session() > lastSession, who + " does not stand behind the one before it");
        require(sessions.has(client.session()), who + ": there is no such session");
        boolean sensible = client.applied() >= 0
                && client.applied() <= set.latest()
                && client.rejected() >= 0
                && client.rejected() <= set.latest()
                && (client.rejected() > 0 || client.reason().isEmpty())
                && isPast(client.atMillis());
        require(sensible, who + " cannot stand like this: " + client);
        require(set.clients() < Limits.MAX_CONFIG_CLIENTS, set.name() + " has too many clients");
        lastSession = client.session();
        Follower follower = Follower.of(set.name(), client);
        editor.put(follower);
        current = set.followed(1, ConfigEditor.rejects(follower, set) ? 1 : 0);
        require(
                editor.view().totals.clientWeight() <= Limits.MAX_CONFIG_CLIENT_BYTES,
                "the clients of config sets say more than the limit");
    }

    /** The table. */
    public ConfigTable build() throws SnapshotException {
        endSet();
        ConfigTable table = editor.freeze();
        require(
                table.size() <= Limits.MAX_CONFIG_SETS,
                "there are more than " + Limits.MAX_CONFIG_SETS + " config sets");
        require(table.bytes() <= Limits.MAX_CONFIG_BYTES, "there is more configuration than the limit");
        return table;
    }

    private void endSet() throws SnapshotException {
        ConfigSet set = current;
        if (set == null) {
            return;
        }
        require(set.isMade() || set.clients() > 0, "nobody made config set " + set.name() + " or follows it");
        ConfigTable table = editor.view();
        for (long number : new long[] {set.latest(), set.current(), set.staged()}) {
            require(
                    number == 0 || table.release(set, number) != null,
                    "release " + number + " of " + set.name() + " is needed and not there");
        }
        ReleaseState latest = set.latest() == 0
                ? null
                : table.known(set, set.latest()).header().state();
        require(
                set.latest() == 0 || latest != ReleaseState.SUPERSEDED,
                "the latest release of " + set.name() + " was superseded by nothing");
        editor.put(set);
        last = set;
        current = null;
    }

    private ConfigSet ofSet(String what) throws SnapshotException {
        if (current == null) {
            throw new SnapshotException(what + " does not follow a config set");
        }
        return current;
    }

    private boolean isPast(long millis) {
        return millis >= 0 && millis <= timestampMillis;
    }

    private static boolean fits(String text, int limit) {
        return text.getBytes(StandardCharsets.UTF_8).length <= limit;
    }

    static void requireNo(ConfigCheck.@Nullable Fault fault) throws SnapshotException {
        if (fault != null) {
            throw new SnapshotException(fault.message());
        }
    }

    static void require(boolean holds, String otherwise) throws SnapshotException {
        if (!holds) {
            throw new SnapshotException(otherwise);
        }
    }
}
