package io.holdfast.model.outcome;

import io.holdfast.model.Bytes;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Document;
import io.holdfast.model.config.Release;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Tally;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What commands and queries about configuration answer, but for rejections. */
public sealed interface ConfigOutcome extends Outcome {
    @Override
    default <R> R accept(Outcome.Handler<R> handler) {
        return handler.config(this);
    }

    /** Hands this to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a kind. */
    interface Handler<R> {
        /** A release was published. */
        R published(Published outcome);

        /** A rollout was changed. */
        R steered(Steered outcome);

        /** A set was changed otherwise. */
        R configured(Configured outcome);

        /** It is noted how a client stands. */
        R acknowledged(Acknowledged outcome);

        /** A list of sets. */
        R sets(Sets outcome);

        /** One release. */
        R one(One outcome);

        /** The releases of a set. */
        R history(History outcome);

        /** What a client is to run on. */
        R offered(Offered outcome);

        /** How a set stands. */
        R status(Status outcome);

        /** The schema of a set. */
        R schema(Schema outcome);
    }

    /**
     * A release was published.
     *
     * @param revision the revision it took
     * @param header the release
     */
    record Published(long revision, ReleaseHeader header) implements ConfigOutcome {
        /** Refuses null. */
        public Published {
            Objects.requireNonNull(header, "header");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.published(this);
        }
    }

    /**
     * A rollout was changed, or ended.
     *
     * @param revision the revision it took
     * @param record the set after it
     */
    record Steered(long revision, ConfigSetRecord record) implements ConfigOutcome {
        /** Refuses null. */
        public Steered {
            Objects.requireNonNull(record, "record");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.steered(this);
        }
    }

    /**
     * The schema or the retention of a set was changed.
     *
     * @param revision the current revision
     * @param record the set after it
     */
    record Configured(long revision, ConfigSetRecord record) implements ConfigOutcome {
        /** Refuses null. */
        public Configured {
            Objects.requireNonNull(record, "record");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.configured(this);
        }
    }

    /**
     * It is noted how a client stands, or that it left.
     *
     * @param revision the current revision
     */
    record Acknowledged(long revision) implements ConfigOutcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.acknowledged(this);
        }
    }

    /**
     * Config sets were listed.
     *
     * @param revision the current revision
     * @param sets in order of their names
     * @param more whether there are more
     */
    record Sets(long revision, List<ConfigSetRecord> sets, boolean more) implements ConfigOutcome {
        /** Refuses null. */
        public Sets {
            sets = List.copyOf(sets);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.sets(this);
        }
    }

    /**
     * A release was read.
     *
     * @param revision the current revision
     * @param release the release
     */
    record One(long revision, Release release) implements ConfigOutcome {
        /** Refuses null. */
        public One {
            Objects.requireNonNull(release, "release");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.one(this);
        }
    }

    /**
     * The releases of a set were listed.
     *
     * @param revision the current revision
     * @param headers the newest first
     * @param more whether older ones are kept
     */
    record History(long revision, List<ReleaseHeader> headers, boolean more) implements ConfigOutcome {
        /** Refuses null. */
        public History {
            headers = List.copyOf(headers);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.history(this);
        }
    }

    /**
     * What a client is to run on.
     *
     * @param revision the current revision
     * @param header the release; null for none
     * @param same whether that is the one the client has: then no documents are given
     * @param documents its documents
     */
    record Offered(long revision, @Nullable ReleaseHeader header, boolean same, List<Document> documents)
            implements ConfigOutcome {
        /** Refuses null. */
        public Offered {
            documents = List.copyOf(documents);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.offered(this);
        }
    }

    /**
     * How a set stands.
     *
     * @param revision the current revision
     * @param record the set
     * @param concerned how many of its clients the rollout concerns; 0 without one
     * @param tallies by release, the newest first, as many as fit
     * @param clients in order of their sessions
     * @param more whether there are more clients
     */
    record Status(
            long revision,
            ConfigSetRecord record,
            int concerned,
            List<Tally> tallies,
            List<ConfigClientRecord> clients,
            boolean more)
            implements ConfigOutcome {
        /** Refuses null. */
        public Status {
            Objects.requireNonNull(record, "record");
            tallies = List.copyOf(tallies);
            clients = List.copyOf(clients);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.status(this);
        }
    }

    /**
     * The schema of a set.
     *
     * @param revision the current revision
     * @param schema the schema; empty if there is none
     * @param checksum its checksum; empty if there is none
     */
    record Schema(long revision, Bytes schema, Bytes checksum) implements ConfigOutcome {
        /** Refuses null. */
        public Schema {
            Objects.requireNonNull(schema, "schema");
            Objects.requireNonNull(checksum, "checksum");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.schema(this);
        }
    }
}
