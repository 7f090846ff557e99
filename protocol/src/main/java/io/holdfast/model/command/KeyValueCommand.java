package io.holdfast.model.command;

/** Changes of the keyspace. Semantics are etcd v3's. */
public sealed interface KeyValueCommand extends Command permits Put, DeleteRange, Transaction, Compact {
    @Override
    default <R> R accept(Domains<R> domains) {
        return domains.keyValue(this);
    }

    /** Hands this command to the method of its kind. */
    <R> R accept(Handler<R> handler);

    /** One method a command. */
    interface Handler<R> {
        /** Store one key. */
        R put(Put command);

        /** Delete a range of keys. */
        R deleteRange(DeleteRange command);

        /** Compare, then one of two branches. */
        R transaction(Transaction command);

        /** Drop history. */
        R compact(Compact command);
    }
}
