package io.holdfast.statemachine.twin;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.model.outcome.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Configuration written down as plainly as can be: maps, and a look at everything for every question. */
final class NaiveConfigs implements ConfigCommand.Handler<Outcome> {
    /** A set. One that nobody made has no releases. */
    static final class NaiveSet {
        boolean made;
        int keep = Limits.DEFAULT_KEPT_RELEASES;
        long latest;
        Bytes schema = Bytes.EMPTY;
        Bytes checksum = Bytes.EMPTY;

        @Nullable
        Rollout rollout;

        final TreeMap<Long, Release> releases = new TreeMap<>();
        final TreeMap<Long, ConfigClientRecord> clients = new TreeMap<>();

        long current() {
            return inState(ReleaseState.CURRENT);
        }

        long staged() {
            return inState(ReleaseState.STAGED);
        }

        private long inState(ReleaseState state) {
            return releases.values().stream()
                    .filter(release -> release.header().state() == state)
                    .mapToLong(release -> release.header().number())
                    .findAny()
                    .orElse(0);
        }

        long rejecting() {
            return clients.values().stream()
                    .filter(client -> staged() > 0 && client.rejected() == staged())
                    .count();
        }
    }

    final TreeMap<String, NaiveSet> sets = new TreeMap<>();
    final Set<Long> sessions = new TreeSet<>();
    final Set<String> told = new TreeSet<>();
    private long now;
    private long revision;

    /** Applies a command at a time to a state of a revision; no words for people. */
    Outcome apply(ConfigCommand command, long atMillis, long atRevision) {
        now = atMillis;
        revision = atRevision;
        Outcome outcome = command.accept(this);
        sets.values().removeIf(set -> !set.made && set.clients.isEmpty());
        return outcome;
    }

    void sessionEnded(long session) {
        sessions.remove(session);
        sets.values().forEach(set -> set.clients.remove(session));
        sets.values().removeIf(set -> !set.made && set.clients.isEmpty());
    }

    @Override
    public Outcome publish(ConfigCommand.Publish command) {
        NaiveSet set = sets.computeIfAbsent(command.set(), name -> new NaiveSet());
        if (command.documents().isEmpty()) {
            return no(Reason.INVALID_ARGUMENT, Limits.MAX_DOCUMENTS);
        }
        if (set.rollout != null) {
            return no(Reason.ROLLOUT_UNDER_WAY, set.staged());
        }
        if (command.expected() >= 0 && command.expected() != set.latest) {
            return no(Reason.RELEASE_CONFLICT, set.latest);
        }
        SchemaChange change = command.schemaChange();
        Bytes known = change == null ? command.schemaChecksum() : change.expected();
        if (!known.equals(set.checksum)) {
            return no(Reason.SCHEMA_CHANGED, 0);
        }
        if (command.rollbackOf() > set.latest) {
            return no(Reason.RELEASE_NOT_FOUND, set.latest);
        }
        if (command.rollbackOf() > 0) {
            Release target = set.releases.get(command.rollbackOf());
            if (target == null) {
                return no(Reason.RELEASE_FORGOTTEN, set.releases.firstKey());
            }
            if (!target.header().checksum().equals(command.checksum())) {
                return no(Reason.INVALID_ARGUMENT, 0);
            }
        }
        Stage stage = command.stage();
        boolean staged = stage != null;
        long bytes = 0;
        for (Document document : command.documents()) {
            bytes += Bytes.utf8(document.path()).size() + document.content().size();
        }
        ReleaseHeader header = new ReleaseHeader(
                command.set(),
                set.latest + 1,
                set.current(),
                command.rollbackOf(),
                staged ? ReleaseState.STAGED : ReleaseState.CURRENT,
                revision + 1,
                now,
                staged ? 0 : now,
                command.author(),
                command.comment(),
                command.checksum(),
                command.schemaChecksum(),
                command.documents().size(),
                bytes);
        if (!staged) {
            become(set, set.current(), ReleaseState.SUPERSEDED);
        }
        List<Document> documents = new ArrayList<>(command.documents());
        documents.sort(Comparator.comparing(Document::path));
        set.made = true;
        if (change != null) {
            set.schema = change.schema();
            set.checksum = command.schemaChecksum();
        }
        set.latest++;
        set.releases.put(set.latest, new Release(header, documents));
        if (stage != null) {
            set.rollout = new Rollout(set.latest, stage, RolloutState.RUNNING, now, "");
        }
        forget(set);
        told.add(command.set());
        return new ConfigOutcome.Published(revision + 1, header);
    }

    private void become(NaiveSet set, long number, ReleaseState state) {
        Release release = set.releases.get(number);
        if (release != null) {
            ReleaseHeader old = release.header();
            long currentMillis = state == ReleaseState.CURRENT ? now : old.currentMillis();
            ReleaseHeader header = new ReleaseHeader(
                    old.set(),
                    old.number(),
                    old.parent(),
                    old.rollbackOf(),
                    state,
                    old.revision(),
                    old.publishedMillis(),
                    currentMillis,
                    old.author(),
                    old.comment(),
                    old.checksum(),
                    old.schemaChecksum(),
                    old.documents(),
                    old.bytes());
            set.releases.put(number, new Release(header, release.documents()));
        }
    }

    private static void forget(NaiveSet set) {
        List<Long> others = new ArrayList<>(set.releases.keySet());
        others.removeAll(List.of(set.latest, set.current(), set.staged()));
        for (int i = 0; i < others.size() - set.keep; i++) {
            set.releases.remove(others.get(i));
        }
    }

    @Override
    public Outcome steer(ConfigCommand.Steer command) {
        NaiveSet set = sets.get(command.set());
        if (set == null || !set.made) {
            return no(Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        if (set.rollout == null || set.staged() != command.release()) {
            return no(Reason.NO_ROLLOUT, set.staged());
        }
        Stage stage = set.rollout.stage();
        if (command.steering() == Steering.PROMOTE) {
            become(set, set.current(), ReleaseState.SUPERSEDED);
            become(set, command.release(), ReleaseState.CURRENT);
            set.rollout = null;
        } else if (command.steering() == Steering.ABORT) {
            become(set, command.release(), ReleaseState.ABORTED);
            set.rollout = null;
        } else {
            RolloutState state = command.steering() == Steering.PAUSE ? RolloutState.PAUSED : RolloutState.RUNNING;
            set.rollout = new Rollout(command.release(), stage, state, now, "");
        }
        told.add(command.set());
        return new ConfigOutcome.Steered(revision + 1, record(command.set()));
    }

    @Override
    public Outcome restage(ConfigCommand.Restage command) {
        NaiveSet set = sets.get(command.set());
        if (set == null || !set.made) {
            return no(Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        Rollout rollout = set.rollout;
        if (rollout == null || set.staged() != command.release()) {
            return no(Reason.NO_ROLLOUT, set.staged());
        }
        set.rollout = new Rollout(command.release(), command.stage(), rollout.state(), rollout.sinceMillis(), "");
        halt(set);
        told.add(command.set());
        return new ConfigOutcome.Steered(revision + 1, record(command.set()));
    }

    private boolean halt(NaiveSet set) {
        Rollout rollout = set.rollout;
        if (rollout == null
                || rollout.state() != RolloutState.RUNNING
                || rollout.stage().haltAt() == 0
                || set.rejecting() < rollout.stage().haltAt()) {
            return false;
        }
        set.rollout = new Rollout(rollout.release(), rollout.stage(), RolloutState.HALTED, now, "");
        return true;
    }

    @Override
    public Outcome attach(ConfigCommand.Attach command) {
        NaiveSet set = sets.computeIfAbsent(command.set(), name -> new NaiveSet());
        if (!set.made && command.schema().isEmpty()) {
            return no(Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        if (!command.expected().equals(set.checksum)) {
            return no(Reason.SCHEMA_CHANGED, 0);
        }
        set.made = true;
        set.schema = command.schema();
        set.checksum = command.checksum();
        told.add(command.set());
        return new ConfigOutcome.Configured(revision + 1, record(command.set()));
    }

    @Override
    public Outcome retain(ConfigCommand.Retain command) {
        NaiveSet set = sets.get(command.set());
        if (set == null || !set.made) {
            return no(Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        set.keep = command.keep();
        forget(set);
        return new ConfigOutcome.Configured(revision, record(command.set()));
    }

    @Override
    public Outcome acknowledge(ConfigCommand.Acknowledge command) {
        if (!sessions.contains(command.session())) {
            return no(Reason.SESSION_NOT_FOUND, -1);
        }
        NaiveSet set = sets.computeIfAbsent(command.set(), name -> new NaiveSet());
        if (command.release() > set.latest) {
            return set.made ? no(Reason.RELEASE_NOT_FOUND, set.latest) : no(Reason.CONFIG_SET_NOT_FOUND, 0);
        }
        ConfigClientRecord before = set.clients.get(command.session());
        boolean rejectedBefore = before != null && set.staged() > 0 && before.rejected() == set.staged();
        long applied = before == null ? 0 : before.applied();
        long rejected = before == null ? 0 : before.rejected();
        String reason = before == null ? "" : before.reason();
        if (command.verdict() == Verdict.APPLIED) {
            applied = command.release();
            rejected = 0;
            reason = "";
        }
        if (command.verdict() == Verdict.REJECTED) {
            rejected = command.release();
            reason = command.reason();
        }
        set.clients.put(
                command.session(),
                new ConfigClientRecord(
                        command.session(), command.identity(), command.labels(), applied, rejected, reason, now));
        boolean rejectsNow = set.staged() > 0 && rejected == set.staged();
        if (rejectsNow && !rejectedBefore && halt(set)) {
            told.add(command.set());
        }
        return new ConfigOutcome.Acknowledged(revision);
    }

    @Override
    public Outcome leave(ConfigCommand.Leave command) {
        NaiveSet set = sets.get(command.set());
        if (set != null) {
            set.clients.remove(command.session());
        }
        return new ConfigOutcome.Acknowledged(revision);
    }

    /** What a client is to run on; 0 for nothing. */
    long offer(String name, long session, String identity, Collection<Label> labels) {
        NaiveSet set = sets.get(name);
        if (set == null) {
            return 0;
        }
        Rollout rollout = set.rollout;
        if (rollout == null) {
            return set.current();
        }
        ConfigClientRecord client = set.clients.get(session);
        boolean has = client != null && client.applied() == rollout.release();
        boolean given =
                rollout.state() == RolloutState.RUNNING ? rollout.stage().concerns(name, identity, labels) : has;
        return given ? rollout.release() : set.current();
    }

    /** What was current at a time; 0 if that is not known. */
    long currentAt(String name, long millis) {
        return known(name).releases.values().stream()
                .map(Release::header)
                .filter(header -> header.currentMillis() > 0 && header.currentMillis() <= millis)
                .mapToLong(ReleaseHeader::number)
                .max()
                .orElse(0);
    }

    ConfigSetRecord record(String name) {
        NaiveSet set = known(name);
        return new ConfigSetRecord(
                name,
                set.latest,
                set.current(),
                set.rollout,
                set.releases.size(),
                set.releases.values().stream()
                        .mapToLong(release -> release.header().bytes())
                        .sum(),
                set.keep,
                set.checksum,
                set.clients.size());
    }

    private NaiveSet known(String name) {
        return Objects.requireNonNull(sets.get(name));
    }

    private Rejection no(Reason reason, long bound) {
        return new Rejection(revision, reason, "", bound);
    }
}
