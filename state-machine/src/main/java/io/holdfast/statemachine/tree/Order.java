package io.holdfast.statemachine.tree;

import io.holdfast.model.Bytes;

/** Where an element of a {@link Tree} stands: by its key as unsigned bytes. No two elements have the same key. */
@FunctionalInterface
public interface Order<E> {
    /** The element's key, which must never change. */
    Bytes key(E element);
}
