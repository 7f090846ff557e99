package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.Objects;
import java.util.Optional;

/**
 * A put was applied.
 *
 * @param revision its revision
 * @param previous the version it replaced, if asked for and there was one
 */
public record PutReply(long revision, Optional<KeyValue> previous) implements OperationReply {
    /** Refuses null. */
    public PutReply {
        Objects.requireNonNull(previous, "previous");
    }
}
