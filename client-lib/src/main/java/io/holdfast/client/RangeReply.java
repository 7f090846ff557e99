package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.List;

/**
 * A range was read.
 *
 * @param revision the store's current revision, whatever revision was read
 * @param keyValues what was found
 * @param more whether keys were left out because of a limit or the page size
 * @param count how many keys the range holds at the read revision, whatever limit and filters said
 */
public record RangeReply(long revision, List<KeyValue> keyValues, boolean more, long count) implements OperationReply {
    /** Copies the list. */
    public RangeReply {
        keyValues = List.copyOf(keyValues);
    }
}
