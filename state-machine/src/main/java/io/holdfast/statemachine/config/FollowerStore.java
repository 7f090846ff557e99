package io.holdfast.statemachine.config;

import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.config.Verdict;
import io.holdfast.model.outcome.ConfigOutcome;
import io.holdfast.model.outcome.Outcome;
import io.holdfast.model.outcome.Outcome.Rejection;
import io.holdfast.statemachine.kv.KeyValueStore;
import io.holdfast.statemachine.session.SessionEditor;
import org.jspecify.annotations.Nullable;

/** The commands of clients that follow sets. None takes a revision. Confined to the apply thread. */
final class FollowerStore {
    private final ConfigEditor editor;
    private final SessionEditor sessions;
    private final KeyValueStore keys;

    FollowerStore(ConfigEditor editor, SessionEditor sessions, KeyValueStore keys) {
        this.editor = editor;
        this.sessions = sessions;
        this.keys = keys;
    }

    Outcome acknowledge(ConfigCommand.Acknowledge command) {
        ConfigCheck.Fault fault = ConfigCheck.of(command);
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        if (sessions.record(command.session()) == null) {
            return sessions.notFound(command.session(), keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet found = table.set(command.set());
        ConfigSet set = found == null ? ConfigSet.unmade(command.set()) : found;
        if (command.release() < 0 || command.release() > set.latest()) {
            return set.isMade() ? words().noRelease(set, command.release()) : words().notFound(set.name());
        }
        Follower before = table.follower(set.place(), command.session());
        Follower after = Follower.of(set.name(), recordOf(command, before));
        Rejection rejection = tooManyFollow(set, before, after, table);
        if (rejection != null) {
            return rejection;
        }
        editor.put(after);
        int rejected = (ConfigEditor.rejects(after, set) ? 1 : 0)
                - (before != null && ConfigEditor.rejects(before, set) ? 1 : 0);
        ConfigSet followed = set.followed(before == null ? 1 : 0, rejected);
        Rollout rollout = followed.rollout();
        if (rejected > 0 && rollout != null && Halt.isDue(followed)) {
            String last = ", the last one " + command.identity()
                    + (command.reason().isEmpty() ? "" : ": " + command.reason());
            followed = Halt.of(followed, rollout, last, editor.nowMillis());
            editor.tell(followed);
        }
        editor.put(followed);
        return new ConfigOutcome.Acknowledged(keys.revision());
    }

    private ConfigClientRecord recordOf(ConfigCommand.Acknowledge command, @Nullable Follower before) {
        long applied = before == null ? 0 : before.record().applied();
        long rejected = before == null ? 0 : before.record().rejected();
        String reason = before == null ? "" : before.record().reason();
        if (command.verdict() == Verdict.APPLIED) {
            applied = command.release();
            rejected = 0;
            reason = "";
        } else if (command.verdict() == Verdict.REJECTED) {
            rejected = command.release();
            reason = command.reason();
        }
        return new ConfigClientRecord(
                command.session(), command.identity(), command.labels(), applied, rejected, reason, editor.nowMillis());
    }

    private @Nullable Rejection tooManyFollow(
            ConfigSet set, @Nullable Follower before, Follower after, ConfigTable table) {
        if (before == null && set.clients() >= Limits.MAX_CONFIG_CLIENTS) {
            String message = ConfigWords.named(set.name()) + " has " + set.clients() + " clients";
            return words().tooMany(message, Limits.MAX_CONFIG_CLIENTS);
        }
        int unmade = table.sets.size() - table.size();
        if (!set.isMade() && set.clients() == 0 && unmade >= Limits.MAX_CONFIG_SETS) {
            return words().tooMany("clients follow " + unmade + " sets that nobody made", Limits.MAX_CONFIG_SETS);
        }
        long weight = table.totals.clientWeight() + after.weight() - (before == null ? 0 : before.weight());
        return weight <= Limits.MAX_CONFIG_CLIENT_BYTES
                ? null
                : words().tooMany(
                                "the clients of all config sets would have " + weight + " bytes",
                                Limits.MAX_CONFIG_CLIENT_BYTES);
    }

    Outcome leave(ConfigCommand.Leave command) {
        ConfigCheck.Fault fault = ConfigCheck.ofSet(command.set());
        if (fault != null) {
            return fault.rejection(keys.revision());
        }
        ConfigTable table = editor.view();
        ConfigSet set = table.set(command.set());
        Follower follower = set == null ? null : table.follower(set.place(), command.session());
        if (follower != null) {
            editor.remove(follower);
        }
        return new ConfigOutcome.Acknowledged(keys.revision());
    }

    private ConfigWords words() {
        return new ConfigWords(keys.revision());
    }
}
