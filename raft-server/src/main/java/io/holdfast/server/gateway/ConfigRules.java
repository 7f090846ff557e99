package io.holdfast.server.gateway;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.command.ConfigCommand;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.ReleaseChecksum;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.outcome.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What is seen to before a command of configuration goes to the log: that checksums are those of what comes with them, so
 * that no replica needs to compute them, and who it is from. What is larger than its limit goes on as it is: the state machine
 * rejects it, with the limit as bound. Safe for any thread.
 */
final class ConfigRules {
    private ConfigRules() {}

    /** Why a command is not what it says that it is, or null. Takes time for its documents: see {@link LargeChecks}. */
    static @Nullable Failure refusal(ConfigCommand command) {
        if (command instanceof ConfigCommand.Publish publish && fits(publish)) {
            Failure damage = refusal("release", publish.checksum(), ReleaseChecksum.of(publish.documents()));
            SchemaChange change = publish.schemaChange();
            return damage != null || change == null
                    ? damage
                    : refusal("schema", publish.schemaChecksum(), change.checksum());
        }
        if (command instanceof ConfigCommand.Attach attach && fits(attach)) {
            SchemaChange change = new SchemaChange(attach.schema(), attach.expected());
            return refusal("schema", attach.checksum(), change.checksum());
        }
        return null;
    }

    private static @Nullable Failure refusal(String what, Bytes claimed, Bytes computed) {
        return claimed.equals(computed)
                ? null
                : Failure.notApplied(
                        Failure.Code.MALFORMED,
                        "the checksum of the " + what + " is " + computed + ", not " + claimed
                                + ": it was damaged on its way, or computed otherwise");
    }

    /** The command as by this principal, whoever it says that it is from. */
    static ConfigCommand stamped(ConfigCommand asked, String principal) {
        if (asked instanceof ConfigCommand.Publish publish && fits(publish)) {
            return new ConfigCommand.Publish(
                    publish.set(),
                    publish.expected(),
                    publish.documents(),
                    publish.checksum(),
                    publish.schemaChecksum(),
                    publish.comment(),
                    publish.rollbackOf(),
                    publish.stage(),
                    principal,
                    publish.schemaChange());
        }
        if (asked instanceof ConfigCommand.Attach attach && fits(attach)) {
            return new ConfigCommand.Attach(
                    attach.set(), attach.schema(), attach.checksum(), attach.expected(), principal);
        }
        if (asked instanceof ConfigCommand.Steer steer) {
            return new ConfigCommand.Steer(steer.set(), steer.release(), steer.steering(), steer.why(), principal);
        }
        if (asked instanceof ConfigCommand.Restage restage) {
            return new ConfigCommand.Restage(restage.set(), restage.release(), restage.stage(), principal);
        }
        return asked instanceof ConfigCommand.Retain retain
                ? new ConfigCommand.Retain(retain.set(), retain.keep(), principal)
                : asked;
    }

    private static boolean fits(ConfigCommand.Publish publish) {
        long bytes = 0;
        for (Document document : publish.documents()) {
            bytes += Bytes.utf8(document.path()).size();
            bytes += document.content().size();
        }
        SchemaChange change = publish.schemaChange();
        return bytes <= Limits.MAX_RELEASE_BYTES
                && (change == null || change.schema().size() <= Limits.MAX_SCHEMA_BYTES);
    }

    private static boolean fits(ConfigCommand.Attach attach) {
        return attach.schema().size() <= Limits.MAX_SCHEMA_BYTES;
    }
}
