package io.holdfast.model.command;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.SchemaChange;
import io.holdfast.model.config.Stage;
import io.holdfast.model.config.Steering;
import io.holdfast.model.config.Verdict;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of configuration: a domain of its own beside the keys, on the same revision counter. */
public sealed interface ConfigCommand extends Command {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.config(this);
    }

    /** Hands this to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a kind. */
    interface Handler<R> {
        /** Publish a release. */
        R publish(Publish command);

        /** Go on with a rollout, or give it up. */
        R steer(Steer command);

        /** Change whom a rollout concerns. */
        R restage(Restage command);

        /** Attach a schema. */
        R attach(Attach command);

        /** Say how many releases are kept. */
        R retain(Retain command);

        /** Say how a client stands to a release. */
        R acknowledge(Acknowledge command);

        /** Follow a set no more. */
        R leave(Leave command);
    }

    /**
     * Publishes a release: all of its documents at once, as the set's next number. It becomes current, or is staged for some clients first; while a
     * rollout is under way nothing is published (ROLLOUT_UNDER_WAY). Takes one revision. The first release makes the set.
     *
     * @param set the config set
     * @param expected the number of the latest release that the author knows, 0 if there is none; if it is another one: RELEASE_CONFLICT.
     *     Negative for whatever it is
     * @param documents at least one, no path twice
     * @param checksum see {@link io.holdfast.model.config.ReleaseChecksum}; the gateway sees that it is right
     * @param schemaChecksum of the schema that the documents were checked against; if the set has another, or one and this is empty: SCHEMA_CHANGED.
     *     With a schema change: that of the schema that comes with it; the gateway sees that it is right
     * @param comment what the author says
     * @param rollbackOf the release whose content this is again; 0 for none
     * @param stage whom it concerns at first; null for everybody
     * @param author whose certificate; the gateway writes it
     * @param schemaChange a schema to attach with the release: both or neither; null to leave the set the one that it has
     */
    record Publish(
            String set,
            long expected,
            List<Document> documents,
            Bytes checksum,
            Bytes schemaChecksum,
            String comment,
            long rollbackOf,
            @Nullable Stage stage,
            String author,
            @Nullable SchemaChange schemaChange)
            implements ConfigCommand {
        /** One that leaves the set the schema that it has. */
        public Publish(
                String set,
                long expected,
                List<Document> documents,
                Bytes checksum,
                Bytes schemaChecksum,
                String comment,
                long rollbackOf,
                @Nullable Stage stage,
                String author) {
            this(set, expected, documents, checksum, schemaChecksum, comment, rollbackOf, stage, author, null);
        }

        /** Refuses null. */
        public Publish {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(checksum, "checksum");
            Objects.requireNonNull(schemaChecksum, "schemaChecksum");
            Objects.requireNonNull(comment, "comment");
            Objects.requireNonNull(author, "author");
            documents = List.copyOf(documents);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.publish(this);
        }
    }

    /**
     * Goes on with a rollout, or gives it up. Takes one revision. Of a release that is not staged: NO_ROLLOUT.
     *
     * @param set the config set
     * @param release the staged release
     * @param steering what to do
     * @param why what is said of it
     * @param by whose certificate; the gateway writes it
     */
    record Steer(String set, long release, Steering steering, String why, String by) implements ConfigCommand {
        /** Refuses null. */
        public Steer {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(steering, "steering");
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(by, "by");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.steer(this);
        }
    }

    /**
     * Changes whom a rollout concerns. A pause or halt stays. Takes one revision. Of a release that is not staged: NO_ROLLOUT.
     *
     * @param set the config set
     * @param release the staged release
     * @param stage whom it concerns from now on
     * @param by whose certificate; the gateway writes it
     */
    record Restage(String set, long release, Stage stage, String by) implements ConfigCommand {
        /** Refuses null. */
        public Restage {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(stage, "stage");
            Objects.requireNonNull(by, "by");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.restage(this);
        }
    }

    /**
     * Attaches a schema to a set, in place of the one it has; makes the set if there is none. Takes one revision. What is published already is not checked.
     *
     * @param set the config set
     * @param schema a JSON Schema; empty to detach
     * @param checksum its SHA-256; empty to detach. The gateway sees that it is right
     * @param expected the checksum of the one that the author knows; if the set has another: SCHEMA_CHANGED. Empty if it has none
     * @param by whose certificate; the gateway writes it
     */
    record Attach(String set, Bytes schema, Bytes checksum, Bytes expected, String by) implements ConfigCommand {
        /** Refuses null. */
        public Attach {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(checksum, "checksum");
            Objects.requireNonNull(expected, "expected");
            Objects.requireNonNull(by, "by");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.attach(this);
        }
    }

    /**
     * Says how many releases of a set are kept, besides the current and a staged one. What is beyond is forgotten at once.
     *
     * @param set the config set
     * @param keep how many: 1 to {@link io.holdfast.model.Limits#MAX_KEPT_RELEASES}
     * @param by whose certificate; the gateway writes it
     */
    record Retain(String set, int keep, String by) implements ConfigCommand {
        /** Refuses null. */
        public Retain {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(by, "by");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.retain(this);
        }
    }

    /**
     * Says that a client follows a set, and how it stands to a release. Stands only inside {@link SessionCommand.Once} of the same session, and is forgotten with the session.
     * A rejection may halt the rollout of that release.
     *
     * @param session the client's session
     * @param set the config set, which need not exist yet
     * @param identity what the client calls itself, stable across its restarts
     * @param labels what it says of itself, in order and none twice
     * @param verdict what it says of the release
     * @param release which; 0 when enrolling
     * @param reason why it rejects; else empty
     */
    record Acknowledge(
            long session, String set, String identity, List<Label> labels, Verdict verdict, long release, String reason)
            implements ConfigCommand {
        /** Refuses null. */
        public Acknowledge {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(identity, "identity");
            Objects.requireNonNull(verdict, "verdict");
            Objects.requireNonNull(reason, "reason");
            labels = List.copyOf(labels);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.acknowledge(this);
        }
    }

    /**
     * Follows a set no more. Stands only inside {@link SessionCommand.Once} of the same session. Leaving what was not followed is a success.
     *
     * @param session the client's session
     * @param set the config set
     */
    record Leave(long session, String set) implements ConfigCommand {
        /** Refuses null. */
        public Leave {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.leave(this);
        }
    }
}
