/** Locks as others see them: kinds, modes, what an acquisition asks for, why a hold ended. */
@NullMarked
package io.holdfast.model.lock;

import org.jspecify.annotations.NullMarked;
