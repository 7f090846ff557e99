package io.holdfast.model.query;

import java.util.Objects;

/** Reads of the lock table. */
public sealed interface LockQuery extends Query {
    @Override
    default <R> R accept(Query.Handler<R> handler) {
        return handler.lock(this);
    }

    /** Hands this query to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a query. */
    interface Handler<R> {
        /** List locks. */
        R all(All query);

        /** Look one lock up. */
        R one(One query);

        /** Look one acquisition up. */
        R acquisition(Acquisition query);

        /** Look one hold up by its token. */
        R token(Token query);

        /** What happened in an election. */
        R changes(Changes query);
    }

    /**
     * Lists locks in order of their names; answered with a list.
     *
     * @param prefix only names that begin so
     * @param after only names above it; empty for the first page
     * @param limit at most so many; 0 for the server's own bound
     */
    record All(String prefix, String after, int limit) implements LockQuery {
        /** Refuses null. */
        public All {
            Objects.requireNonNull(prefix, "prefix");
            Objects.requireNonNull(after, "after");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.all(this);
        }
    }

    /**
     * Looks one lock up with its holders and the head of its queue. A name under which nothing stands is answered with
     * the rejection LOCK_NOT_FOUND.
     *
     * @param name the lock
     * @param limit at most so many holders, and so many waiters; 0 for the server's own bound
     */
    record One(String name, int limit) implements LockQuery {
        /** Refuses null. */
        public One {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.one(this);
        }
    }

    /**
     * What an acquisition has come to: granted, queued, or the rejection LOCK_NOT_HELD, which says how it ended as long as
     * that is remembered.
     *
     * @param session whose
     * @param acquisition its number
     * @param name the lock
     */
    record Acquisition(long session, long acquisition, String name) implements LockQuery {
        /** Refuses null. */
        public Acquisition {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.acquisition(this);
        }
    }

    /**
     * Whether a hold is still there: for a resource that was shown a fencing token. Answered with the hold, or the
     * rejection FENCED.
     *
     * @param name the lock
     * @param token the token of the grant
     */
    record Token(String name, long token) implements LockQuery {
        /** Refuses null. */
        public Token {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.token(this);
        }
    }

    /**
     * What happened in an election since the reader last looked, and who leads now. A name under which nothing stands is an
     * election without a leader; one of another kind is answered WRONG_KIND.
     *
     * @param name the election
     * @param after the number of the last change the reader knows; negative to begin: then no change is answered, only who
     *     leads now
     * @param limit at most so many changes; 0 for the server's own bound
     */
    record Changes(String name, long after, int limit) implements LockQuery {
        /** Refuses null. */
        public Changes {
            Objects.requireNonNull(name, "name");
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.changes(this);
        }
    }
}
