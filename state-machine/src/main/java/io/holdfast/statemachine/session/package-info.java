/** Sessions: a lease with a name and a window of kept replies, so that a write is applied at most once. */
@NullMarked
package io.holdfast.statemachine.session;

import org.jspecify.annotations.NullMarked;
