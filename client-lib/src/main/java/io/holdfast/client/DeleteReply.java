package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.List;

/**
 * A delete was applied.
 *
 * @param revision its revision, or the current one if nothing was deleted
 * @param deleted how many keys it deleted
 * @param previous the deleted versions in key order, if asked for
 */
public record DeleteReply(long revision, long deleted, List<KeyValue> previous) implements OperationReply {
    /** Copies the list. */
    public DeleteReply {
        previous = List.copyOf(previous);
    }
}
