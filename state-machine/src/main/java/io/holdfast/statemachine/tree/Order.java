package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;

/** Where an element of a {@link Tree} stands: by key as unsigned bytes, then by revision. Both must never change. */
public interface Order<E> {
    /** The element's key. */
    Bytes key(E element);

    /** Whether there may be several elements a key, told apart by revision. If not, every revision is 0. */
    boolean hasRevisions();

    /** The element's revision. */
    long revision(E element);
}
