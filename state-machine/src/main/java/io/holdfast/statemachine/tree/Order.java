package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;

/**
 * Where an element of a {@link Tree} stands: by key as unsigned bytes, then by revision. Both must never change.
 *
 * <p>A tree with one element a key answers the same revision for all of them.
 */
public interface Order<E> {
    /** The element's key. */
    Bytes key(E element);

    /** The element's revision, which tells elements of one key apart. */
    long revision(E element);
}
