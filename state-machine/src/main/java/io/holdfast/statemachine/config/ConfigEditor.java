package io.holdfast.statemachine.config;

import io.holdfast.model.notice.Topic;
import io.holdfast.model.notice.TopicKind;
import io.holdfast.model.session.SessionEnd;
import io.holdfast.model.session.SessionRecord;
import io.holdfast.statemachine.session.SessionObserver;
import io.holdfast.statemachine.tree.TreeEditor;
import java.util.List;
import java.util.TreeSet;

/** Changes a config table. Nothing here is checked: whoever calls has validated before. Confined to the apply thread. */
public final class ConfigEditor implements SessionObserver {
    private final TreeEditor<ConfigSet> sets;
    private final TreeEditor<StoredRelease> releases;
    private final TreeEditor<Follower> followers;
    private final TreeEditor<Follower> ofSessions;
    private int made;
    private long weight;
    private long clientWeight;
    private long content;
    private long nowMillis;
    private TreeSet<String> changed = new TreeSet<>();

    /** An editor that starts from a table and leaves it as it is. */
    public ConfigEditor(ConfigTable table) {
        sets = table.sets.edit();
        releases = table.releases.edit();
        followers = table.followers.edit();
        ofSessions = table.ofSessions.edit();
        made = table.totals.made();
        weight = table.totals.weight();
        clientWeight = table.totals.clientWeight();
        content = table.totals.content();
    }

    /** Begins a batch; what happens in it does so at this time. */
    public void beginBatch(long millis) {
        nowMillis = millis;
    }

    /** The table as it stands, forever. */
    public ConfigTable freeze() {
        return new ConfigTable(sets.freeze(), releases.freeze(), followers.freeze(), ofSessions.freeze(), totals());
    }

    /** The sets of which somebody must be told since the last call, each once. */
    public List<Topic> takeTopics() {
        if (changed.isEmpty()) {
            return List.of();
        }
        List<Topic> taken =
                changed.stream().map(name -> new Topic(TopicKind.CONFIG, name)).toList();
        changed = new TreeSet<>();
        return taken;
    }

    /** A session follows nothing any more. */
    @Override
    public void ended(SessionRecord session, SessionEnd end, String by, String why) {
        view().of(session.session()).forEach(this::remove);
    }

    /** The table as it stands, until the next change. */
    ConfigTable view() {
        return new ConfigTable(sets.view(), releases.view(), followers.view(), ofSessions.view(), totals());
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Those who observe a set are told. */
    void tell(ConfigSet set) {
        changed.add(set.name());
    }

    /** Stores a set, or drops one that was never made and that nobody follows. */
    void put(ConfigSet set) {
        boolean needed = set.isMade() || set.clients() > 0;
        ConfigSet before = needed ? sets.put(set) : sets.remove(set.place());
        if (before != null) {
            count(before, -1);
        }
        if (needed) {
            count(set, 1);
        }
    }

    private void count(ConfigSet set, int sign) {
        made += set.isMade() ? sign : 0;
        weight += sign * (long) set.schema().size();
        content += sign * set.content();
    }

    /** Stores a release, in place of the one of its number if there is one. */
    void put(StoredRelease release) {
        StoredRelease before = releases.put(release);
        if (before != null) {
            weight -= before.weight();
            content -= before.content();
        }
        weight += release.weight();
        content += release.content();
    }

    /** Forgets a release, in whatever state it stands by now. */
    void remove(StoredRelease release) {
        StoredRelease removed = releases.remove(release.place());
        if (removed == null) {
            throw new IllegalStateException("there is no release " + release.number() + " to forget");
        }
        weight -= removed.weight();
        content -= removed.content();
    }

    /** Stores a client; the set is the caller's to change. */
    void put(Follower follower) {
        Follower before = followers.put(follower);
        ofSessions.put(follower);
        if (before != null) {
            clientWeight -= before.weight();
            content -= before.content();
        }
        clientWeight += follower.weight();
        content += follower.content();
    }

    /** Takes a client off its set. */
    void remove(Follower follower) {
        followers.remove(follower.place());
        ofSessions.remove(follower.placeOfSession());
        clientWeight -= follower.weight();
        content -= follower.content();
        ConfigSet set = view().set(follower.set());
        if (set == null) {
            throw new IllegalStateException("a client follows no set");
        }
        put(set.followed(-1, rejects(follower, set) ? -1 : 0));
    }

    /** Whether a client rejected what is staged. */
    static boolean rejects(Follower follower, ConfigSet set) {
        return set.staged() > 0 && follower.record().rejected() == set.staged();
    }

    private ConfigTable.Totals totals() {
        return new ConfigTable.Totals(made, weight, clientWeight, content);
    }
}
