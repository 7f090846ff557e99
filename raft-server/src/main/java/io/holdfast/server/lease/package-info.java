/** The leader's clock over leases: renews, bounds and expires them. */
@NullMarked
package io.holdfast.server.lease;

import org.jspecify.annotations.NullMarked;
