/** The member table: which disk stands behind which node. */
@NullMarked
package io.holdfast.statemachine.member;

import org.jspecify.annotations.NullMarked;
