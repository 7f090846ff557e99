/** Leases as others see them: records, renewals and what is left of one. */
@NullMarked
package io.holdfast.model.lease;

import org.jspecify.annotations.NullMarked;
