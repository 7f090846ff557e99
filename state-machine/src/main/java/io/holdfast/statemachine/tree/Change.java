package io.holdfast.statemachine.tree;

import org.jspecify.annotations.Nullable;

/** Makes the element that a key has after a change from the one before it. */
@FunctionalInterface
public interface Change<E> {
    /** The new element; before it there was none if the argument is null. */
    E after(@Nullable E before);
}
