/** Locks, read-write locks and semaphores: who holds, who waits, and how holds ended. */
@NullMarked
package io.holdfast.statemachine.lock;

import org.jspecify.annotations.NullMarked;
