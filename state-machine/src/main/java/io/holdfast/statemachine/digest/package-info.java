/** What replicas compare to prove that they hold the same state. */
@NullMarked
package io.holdfast.statemachine.digest;

import org.jspecify.annotations.NullMarked;
