package io.holdfast.client;

import io.holdfast.model.KeyValue;
import java.util.List;
import java.util.Objects;

/**
 * A range was read.
 *
 * @param revision the current revision of the answering node's store, whatever revision was read
 * @param keyValues what was found
 * @param more whether keys were left out because of a limit or the page size
 * @param count how many keys the range holds at the read revision, whatever limit and filters said; 0 if it was to be
 *     left out
 * @param served who answered, and how old the answer may be; of several pages, the first
 */
public record RangeReply(long revision, List<KeyValue> keyValues, boolean more, long count, Served served)
        implements OperationReply {
    /** Copies the list. */
    public RangeReply {
        keyValues = List.copyOf(keyValues);
        Objects.requireNonNull(served, "served");
    }
}
