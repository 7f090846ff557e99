/** The replicated state as one deterministic object. */
@NullMarked
package io.holdfast.statemachine;

import org.jspecify.annotations.NullMarked;
