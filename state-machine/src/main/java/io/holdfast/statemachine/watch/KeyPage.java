package io.holdfast.statemachine.watch;

import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the keys of a range at a revision, in order.
 *
 * @param keyValues what was found, perhaps nothing even if more follows
 * @param next the key at which reading goes on, or null at the end of the range
 * @param bytes what the keys cost, keys and values and a little for each
 */
public record KeyPage(List<KeyValue> keyValues, @Nullable Bytes next, int bytes) {
    /** Copies the list. */
    public KeyPage {
        keyValues = List.copyOf(keyValues);
    }
}
