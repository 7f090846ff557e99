package io.holdfast.model.command;

import io.holdfast.model.Bytes;
import java.util.Objects;

/**
 * Stores one key.
 *
 * @param key the key, not empty
 * @param value the value; must be empty with {@code ignoreValue}
 * @param lease the lease to attach, 0 for none; must be 0 with {@code ignoreLease}
 * @param previous whether the outcome carries the replaced version
 * @param ignoreValue keep the stored value; the key must exist
 * @param ignoreLease keep the stored lease; the key must exist
 */
public record Put(Bytes key, Bytes value, long lease, boolean previous, boolean ignoreValue, boolean ignoreLease)
        implements KeyValueCommand, Operation {
    /** Refuses null. */
    public Put {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
    }

    /** A plain put. */
    public Put(Bytes key, Bytes value) {
        this(key, value, 0, false, false, false);
    }

    @Override
    public <R> R accept(KeyValueCommand.Handler<R> handler) {
        return handler.put(this);
    }

    @Override
    public <R> R accept(Operation.Handler<R> handler) {
        return handler.put(this);
    }
}
