/** The proposer table: how far each proposer's batches have been applied. */
@NullMarked
package io.holdfast.statemachine.proposer;

import org.jspecify.annotations.NullMarked;
