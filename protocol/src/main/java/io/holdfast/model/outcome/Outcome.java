package io.holdfast.model.outcome;

import io.holdfast.model.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command or query answers. A {@link Rejection} is an answer too: "no" is a value, a throw is a bug. */
public sealed interface Outcome {
    /** The store's revision when this answer was made (inside a transaction: the transaction's). */
    long revision();

    /** Hands this outcome to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method an outcome. */
    interface Handler<R> {
        /** The answer to a put. */
        R put(Put outcome);

        /** The answer to a delete. */
        R deleteRange(DeleteRange outcome);

        /** The answer to a range. */
        R range(Range outcome);

        /** The answer to a transaction. */
        R transaction(Transaction outcome);

        /** The answer to a compaction. */
        R compact(Compact outcome);

        /** The answer to a registration. */
        R registered(Registered outcome);

        /** The typed "no". */
        R rejection(Rejection outcome);
    }

    /**
     * A put was applied.
     *
     * @param revision its revision
     * @param previous the version it replaced, if asked for and there was one
     */
    record Put(long revision, @Nullable KeyValue previous) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.put(this);
        }
    }

    /**
     * A delete was applied.
     *
     * @param revision its revision, or the current one if nothing was deleted
     * @param deleted how many keys
     * @param previous the deleted versions in key order, if asked for
     */
    record DeleteRange(long revision, long deleted, List<KeyValue> previous) implements Outcome {
        /** Copies the list. */
        public DeleteRange {
            previous = List.copyOf(previous);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.deleteRange(this);
        }
    }

    /**
     * A range was read.
     *
     * @param revision the store's current revision, whatever revision was read
     * @param keyValues what was found
     * @param more whether keys were left out because of the limit or the page size
     * @param count how many keys the range holds at the read revision, whatever limit and filters said
     */
    record Range(long revision, List<KeyValue> keyValues, boolean more, long count) implements Outcome {
        /** Copies the list. */
        public Range {
            keyValues = List.copyOf(keyValues);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.range(this);
        }
    }

    /**
     * A transaction was applied.
     *
     * @param revision its revision, or the current one if it changed nothing
     * @param succeeded whether the compares held
     * @param responses one for each operation of the branch taken
     */
    record Transaction(long revision, boolean succeeded, List<Outcome> responses) implements Outcome {
        /** Copies the list. */
        public Transaction {
            responses = List.copyOf(responses);
        }

        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.transaction(this);
        }
    }

    /**
     * History was dropped.
     *
     * @param revision the current revision
     */
    record Compact(long revision) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.compact(this);
        }
    }

    /**
     * A node's storage id stands in the member table.
     *
     * @param revision the current revision
     */
    record Registered(long revision) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.registered(this);
        }
    }

    /**
     * The typed "no": the command was understood, checked and refused; nothing changed.
     *
     * @param revision the current revision
     * @param reason which rule it broke, for programs
     * @param message what and why, naming the thing, for people
     * @param bound the number the reason speaks of (the compaction floor for COMPACTED, the current revision for
     *     FUTURE_REVISION, the limit for a size), 0 where there is none
     */
    record Rejection(long revision, Reason reason, String message, long bound) implements Outcome {
        @Override
        public <R> R accept(Handler<R> handler) {
            return handler.rejection(this);
        }
    }
}
