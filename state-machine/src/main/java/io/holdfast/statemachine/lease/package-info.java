/** Leases: who holds which keys for how long; the deadlines are the leader's. */
@NullMarked
package io.holdfast.statemachine.lease;

import org.jspecify.annotations.NullMarked;
