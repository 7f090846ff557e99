/** The whole state as rows of a snapshot, and such rows as a state. */
@NullMarked
package io.holdfast.statemachine.snapshot;

import org.jspecify.annotations.NullMarked;
