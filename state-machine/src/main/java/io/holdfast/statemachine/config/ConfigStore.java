package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.ReleaseState;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.RolloutState;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.statemachine.kv.KeyValueStore;
import io.holdfast.statemachine.session.SessionEditor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of configuration: each is checked as a whole, then carried out as a whole. Confined to the apply thread.
 *
 * <p>What a release is to its set:
 *
 * <pre>
 *   Publish ----------------------------> CURRENT --- Publish, or promotion of another ---> SUPERSEDED
 *      |                                     ^
 *      | with a stage                PROMOTE |
 *      +----> STAGED ------------------------+
 *                |
 *                +------- ABORT -------> ABORTED
 *
 *   its rollout meanwhile:  RUNNING --- PAUSE, or enough rejections ---> PAUSED, HALTED --- RESUME ---> RUNNING
 * </pre>
 */
public final class ConfigStore implements ConfigCommand.Handler<Outcome> {
    private final ConfigEditor editor;
    private final KeyValueStore keys;
    private final FollowerStore followers;

    /**
     * A store over one table.
     *
     * @param editor the table
     * @param sessions whose clients these are
     * @param keys where revisions are taken
     */
    public ConfigStore(ConfigEditor editor, SessionEditor sessions, KeyValueStore keys) {
        this.editor = editor;
        this.keys = keys;
        this.followers = new FollowerStore(editor, sessions, keys);
    }

    /** Applies one command. */
    public Outcome apply(ConfigCommand command) {
        return command.accept(this);
    }

    @Override
    public Outcome publish(ConfigCommand.Publish command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet found = table.set(command.set());
        ConfigSet set = found == null ? ConfigSet.unmade(command.set()) : found;
        Rejection rejection = unpublishable(command, set, table);
        if (rejection != null) {
            return rejection;
        }
        ReleaseHeader header = headerOf(command, set);
        ConfigSet after = withSchema(withLatest(set, header, command.stage()), command);
        List<StoredRelease> surplus = table.surplus(after);
        long weight = StoredRelease.weightOf(header.bytes(), header.author(), header.comment());
        rejection = tooMuch(weight + after.schema().size() - set.schema().size(), surplus, table);
        if (rejection != null) {
            return rejection;
        }
        keys.takeRevision();
        if (after.current() != set.current()) {
            supersede(set, table);
        }
        editor.put(StoredRelease.of(set.place(), new Release(header, sorted(command.documents()))));
        editor.put(forget(after, surplus));
        editor.tell(after);
        return new ConfigOutcome.Published(keys.revision(), header);
    }

    private @Nullable Rejection unpublishable(ConfigCommand.Publish command, ConfigSet set, ConfigTable table) {
        ConfigWords no = words();
        if (set.rollout() != null) {
            return no.underWay(set);
        }
        if (command.expected() >= 0 && command.expected() != set.latest()) {
            return set.latest() == 0
                    ? no.conflict(set.name(), command.expected())
                    : no.conflict(
                            set,
                            command.expected(),
                            table.known(set, set.latest()).header());
        }
        SchemaChange change = command.schemaChange();
        Bytes known = change == null ? command.schemaChecksum() : change.expected();
        if (!known.equals(set.schemaChecksum())) {
            return no.schemaChanged(set.name(), !set.schemaChecksum().isEmpty());
        }
        if (!set.isMade() && table.size() >= Limits.MAX_CONFIG_SETS) {
            return no.tooMany("there are " + table.size() + " config sets", Limits.MAX_CONFIG_SETS);
        }
        return command.rollbackOf() == 0 ? null : notRolledBack(command, set, table);
    }

    private @Nullable Rejection notRolledBack(ConfigCommand.Publish command, ConfigSet set, ConfigTable table) {
        if (command.rollbackOf() > set.latest()) {
            return words().noRelease(set, command.rollbackOf());
        }
        StoredRelease target = table.release(set, command.rollbackOf());
        if (target == null) {
            return words().forgotten(set, command.rollbackOf(), table.oldest(set));
        }
        return target.header().checksum().equals(command.checksum())
                ? null
                : words().otherContent(set, command.rollbackOf());
    }

    private ReleaseHeader headerOf(ConfigCommand.Publish command, ConfigSet set) {
        boolean staged = command.stage() != null;
        return new ReleaseHeader(
                set.name(),
                set.latest() + 1,
                set.current(),
                command.rollbackOf(),
                staged ? ReleaseState.STAGED : ReleaseState.CURRENT,
                keys.revision() + 1,
                editor.nowMillis(),
                staged ? 0 : editor.nowMillis(),
                command.author(),
                command.comment(),
                command.checksum(),
                command.schemaChecksum(),
                command.documents().size(),
                ConfigCheck.bytesOf(command.documents()));
    }

    private ConfigSet withLatest(ConfigSet set, ReleaseHeader header, @Nullable Stage stage) {
        ConfigSet after = set.made().adding(header);
        return stage == null
                ? after.rolled(header.number(), null)
                : after.rolled(
                        set.current(),
                        new Rollout(header.number(), stage, RolloutState.RUNNING, editor.nowMillis(), ""));
    }

    private static ConfigSet withSchema(ConfigSet set, ConfigCommand.Publish command) {
        SchemaChange change = command.schemaChange();
        return change == null ? set : set.withSchema(change.schema(), command.schemaChecksum());
    }

    private @Nullable Rejection tooMuch(long more, List<StoredRelease> less, ConfigTable table) {
        long weight = table.bytes() + more;
        for (StoredRelease release : less) {
            weight -= release.weight();
        }
        return weight <= Limits.MAX_CONFIG_BYTES
                ? null
                : words().tooMany("all config sets would have " + weight + " bytes", Limits.MAX_CONFIG_BYTES);
    }

    /** What was current is not any more. */
    private void supersede(ConfigSet set, ConfigTable table) {
        if (set.current() != 0) {
            StoredRelease current = table.known(set, set.current());
            editor.put(current.in(ReleaseState.SUPERSEDED, current.header().currentMillis()));
        }
    }

    private ConfigSet forget(ConfigSet set, List<StoredRelease> surplus) {
        ConfigSet after = set;
        for (StoredRelease release : surplus) {
            editor.remove(release);
            after = after.forgetting(release);
        }
        return after;
    }

    private static List<Document> sorted(List<Document> documents) {
        return documents.stream().sorted(Comparator.comparing(Document::path)).toList();
    }

    @Override
    public Outcome steer(ConfigCommand.Steer command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet set = table.made(command.set());
        if (set == null) {
            return words().notFound(command.set());
        }
        Rollout rollout = set.rollout();
        if (rollout == null || rollout.release() != command.release()) {
            return words().noRollout(set, command.release());
        }
        ConfigSet after = switch (command.steering()) {
            case PROMOTE -> promoted(set, table);
            case ABORT -> aborted(set, table);
            case PAUSE -> set.rolled(set.current(), standing(rollout, RolloutState.PAUSED, said(command)));
            case RESUME -> set.rolled(set.current(), standing(rollout, RolloutState.RUNNING, ""));
        };
        return steered(after);
    }

    private Outcome steered(ConfigSet after) {
        keys.takeRevision();
        editor.put(after);
        editor.tell(after);
        return new ConfigOutcome.Steered(keys.revision(), after.record());
    }

    private ConfigSet promoted(ConfigSet set, ConfigTable table) {
        StoredRelease staged = table.known(set, set.staged());
        supersede(set, table);
        editor.put(staged.in(ReleaseState.CURRENT, editor.nowMillis()));
        return set.rolled(set.staged(), null);
    }

    private ConfigSet aborted(ConfigSet set, ConfigTable table) {
        editor.put(table.known(set, set.staged()).in(ReleaseState.ABORTED, 0));
        return set.rolled(set.current(), null);
    }

    private Rollout standing(Rollout rollout, RolloutState state, String why) {
        return new Rollout(rollout.release(), rollout.stage(), state, editor.nowMillis(), why);
    }

    /** Who said what, as the status shows it. */
    private static String said(ConfigCommand.Steer command) {
        return command.why().isEmpty() ? command.by() : command.by() + ": " + command.why();
    }

    @Override
    public Outcome restage(ConfigCommand.Restage command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigSet set = editor.view().made(command.set());
        if (set == null) {
            return words().notFound(command.set());
        }
        Rollout rollout = set.rollout();
        if (rollout == null || rollout.release() != command.release()) {
            return words().noRollout(set, command.release());
        }
        Rollout restaged =
                new Rollout(rollout.release(), command.stage(), rollout.state(), rollout.sinceMillis(), rollout.why());
        ConfigSet after = set.rolled(set.current(), restaged);
        return steered(Halt.isDue(after) ? Halt.of(after, restaged, "", editor.nowMillis()) : after);
    }

    @Override
    public Outcome attach(ConfigCommand.Attach command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet found = table.set(command.set());
        ConfigSet set = found == null ? ConfigSet.unmade(command.set()) : found;
        Rejection rejection = unattachable(command, set, table);
        if (rejection != null) {
            return rejection;
        }
        keys.takeRevision();
        ConfigSet after = set.made().withSchema(command.schema(), command.checksum());
        editor.put(after);
        editor.tell(after);
        return new ConfigOutcome.Configured(keys.revision(), after.record());
    }

    private @Nullable Rejection unattachable(ConfigCommand.Attach command, ConfigSet set, ConfigTable table) {
        if (!set.isMade() && command.schema().isEmpty()) {
            return words().notFound(command.set());
        }
        if (!command.expected().equals(set.schemaChecksum())) {
            return words().schemaChanged(set.name(), !set.schemaChecksum().isEmpty());
        }
        if (!set.isMade() && table.size() >= Limits.MAX_CONFIG_SETS) {
            return words().tooMany("there are " + table.size() + " config sets", Limits.MAX_CONFIG_SETS);
        }
        return tooMuch(command.schema().size() - (long) set.schema().size(), List.of(), table);
    }

    @Override
    public Outcome retain(ConfigCommand.Retain command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet set = table.made(command.set());
        if (set == null) {
            return words().notFound(command.set());
        }
        ConfigSet keeping = set.keeping(command.keep());
        ConfigSet after = forget(keeping, table.surplus(keeping));
        editor.put(after);
        return new ConfigOutcome.Configured(keys.revision(), after.record());
    }

    @Override
    public Outcome acknowledge(ConfigCommand.Acknowledge command) {
        return followers.acknowledge(command);
    }

    @Override
    public Outcome leave(ConfigCommand.Leave command) {
        return followers.leave(command);
    }

    private ConfigWords words() {
        return new ConfigWords(keys.revision());
    }
}
