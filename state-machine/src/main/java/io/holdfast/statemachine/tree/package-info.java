/** A persistent ordered tree: immutable to whoever reads it, edited in place by its one writer between two freezes. */
@NullMarked
package io.holdfast.statemachine.tree;

import org.jspecify.annotations.NullMarked;
