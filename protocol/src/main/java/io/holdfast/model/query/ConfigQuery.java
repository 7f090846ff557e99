package io.holdfast.model.query;

import io.holdfast.model.config.Label;
import java.util.List;
import java.util.Objects;

/** Reads of configuration. */
public sealed interface ConfigQuery extends Query {
    @Override
    default <R> R accept(Query.Handler<R> handler) {
        return handler.config(this);
    }

    /** Hands this to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a kind. */
    interface Handler<R> {
        /** List config sets. */
        R sets(Sets query);

        /** Read a release. */
        R one(One query);

        /** List the releases of a set. */
        R history(History query);

        /** Ask what a client is to run on. */
        R offer(Offer query);

        /** Look how a set and its clients stand. */
        R status(Status query);

        /** Read the schema of a set. */
        R schema(Schema query);
    }

    /**
     * Lists config sets in order of their names.
     *
     * @param prefix only names that begin so
     * @param after only names above it; empty for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    record Sets(String prefix, String after, int limit) implements ConfigQuery {
        /** Refuses null. */
        public Sets {
            Objects.requireNonNull(prefix, "prefix");
            Objects.requireNonNull(after, "after");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.sets(this);
        }
    }

    /**
     * Reads one release with its documents. An unknown set: CONFIG_SET_NOT_FOUND; no such release: RELEASE_NOT_FOUND; one that is kept no more, or a time before the oldest kept became current: RELEASE_FORGOTTEN.
     *
     * @param set the config set
     * @param number which; 0 for the current one
     * @param atMillis if positive, and the number is 0: the one that was current at that time, by the leaders' wall clocks
     */
    record One(String set, long number, long atMillis) implements ConfigQuery {
        /** Refuses null. */
        public One {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.one(this);
        }
    }

    /**
     * Lists the kept releases of a set, the newest first.
     *
     * @param set the config set
     * @param before only numbers below it; 0 for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    record History(String set, long before, int limit) implements ConfigQuery {
        /** Refuses null. */
        public History {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.history(this);
        }
    }

    /**
     * What a client is to run on: the staged release if a running rollout concerns it, or if it has it already and the rollout is paused or halted; else the current one.
     * A set that does not exist, or has no release for this client yet, offers none.
     *
     * @param set the config set
     * @param session the client's session; 0 for one that does not follow the set
     * @param identity what it calls itself
     * @param labels what it says of itself
     * @param have the release it has already: if that is the one, its documents are not given
     */
    record Offer(String set, long session, String identity, List<Label> labels, long have) implements ConfigQuery {
        /** Refuses null. */
        public Offer {
            Objects.requireNonNull(set, "set");
            Objects.requireNonNull(identity, "identity");
            labels = List.copyOf(labels);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.offer(this);
        }
    }

    /**
     * How a set, its rollout and its clients stand.
     *
     * @param set the config set
     * @param rejecting whether to list only clients that rejected a release
     * @param after only clients of sessions above it; 0 for the first page
     * @param limit at most so many clients; 0 for the server's own bound
     */
    record Status(String set, boolean rejecting, long after, int limit) implements ConfigQuery {
        /** Refuses null. */
        public Status {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.status(this);
        }
    }

    /**
     * Reads the schema attached to a set.
     *
     * @param set the config set
     */
    record Schema(String set) implements ConfigQuery {
        /** Refuses null. */
        public Schema {
            Objects.requireNonNull(set, "set");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.schema(this);
        }
    }
}
