package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.Objects;
import java.util.Optional;

/**
 * One key was read.
 *
 * @param revision the current revision of the answering node's store, whatever revision was read
 * @param keyValue the key's version, if it exists
 * @param served who answered, and how old the answer may be
 */
public record GetReply(long revision, Optional<KeyValue> keyValue, Served served) {
    /** Refuses null. */
    public GetReply {
        Objects.requireNonNull(keyValue, "keyValue");
        Objects.requireNonNull(served, "served");
    }
}
