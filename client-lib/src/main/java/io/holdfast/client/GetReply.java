package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.Objects;
import java.util.Optional;

/**
 * One key was read.
 *
 * @param revision the store's current revision, whatever revision was read
 * @param keyValue the key's version, if it exists
 */
public record GetReply(long revision, Optional<KeyValue> keyValue) {
    /** Refuses null. */
    public GetReply {
        Objects.requireNonNull(keyValue, "keyValue");
    }
}
