package io.holdfast.model.snapshot;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.Rollout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rows of configuration, in this order: each {@link Set} by its name as UTF-8, followed by its {@link Release} rows by
 * number and its {@link Client} rows by session. A snapshot of a state without config sets has none of them.
 */
public sealed interface ConfigRow extends SnapshotRow {
    @Override
    default <X extends Exception> void accept(SnapshotRow.Handler<X> handler) throws X {
        handler.config(this);
    }

    /** Hands this row to the method of its kind. */
    <X extends Exception> void accept(Handler<X> handler) throws X;

    /**
     * One method a kind.
     *
     * @param <X> what they throw
     */
    interface Handler<X extends Exception> {
        /** A config set. */
        void set(Set row) throws X;

        /** A release of the set before it. */
        void release(Release row) throws X;

        /** A client of the set before it. */
        void client(Client row) throws X;
    }

    /**
     * A config set.
     *
     * @param set its name
     * @param latest the number of its latest release
     * @param current the number of its current release, 0 for none
     * @param rollout the rollout under way; null for none
     * @param keep how many releases are kept
     * @param schema the schema attached to it; empty for none
     * @param schemaChecksum its checksum; empty for none
     */
    record Set(
            String set,
            long latest,
            long current,
            @Nullable Rollout rollout,
            int keep,
            Bytes schema,
            Bytes schemaChecksum)
            implements ConfigRow {
        /** Refuses null where there must be something. */
        public Set {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(schemaChecksum, "schemaChecksum");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.set(this);
        }
    }

    /**
     * A release of the set before it.
     *
     * @param release the release
     */
    record Release(io.holdfast.model.config.Release release) implements ConfigRow {
        /** Refuses null. */
        public Release {
            Objects.requireNonNull(release, "release");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.release(this);
        }
    }

    /**
     * A client of the set before it.
     *
     * @param client the client
     */
    record Client(ConfigClientRecord client) implements ConfigRow {
        /** Refuses null. */
        public Client {
            Objects.requireNonNull(client, "client");
        }

        @Override
        public <X extends Exception> void accept(Handler<X> handler) throws X {
            handler.client(this);
        }
    }
}
